import PandoPrimitives

/// The kind of a random run: everything is drawn from the seed.
struct RunPlan: CustomStringConvertible {
  let seed: UInt64
  let weights: [UInt64]
  let mode: FaultMode
  /// The validator that lies; nil when all are honest.
  let liar: ValidatorIndex?
  /// Those that never come back after the faults have healed.
  let deadAtLast: [ValidatorIndex]
  let lastHeight: UInt64?
  let faultMilliseconds: UInt64
  let lossPercent: UInt64
  let duplicationPercent: UInt64
  let delayMilliseconds: UInt64
  /// The delays after the faults.
  let calmDelayMilliseconds: ClosedRange<UInt64>
  /// Whether a view takes longer than its first timeout, even without faults.
  let isSlow: Bool
  let crashPermille: UInt64
  let hasPartitions: Bool
  /// Whether nodes are told who is reachable.
  let hasHints: Bool

  init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    self.seed = seed
    let count = Int(random.number(1...7))
    mode = random.happens(30) ? .crash : .byzantine
    let weighted = random.happens(25)
    let weights = (0..<count).map { _ in weighted ? random.number(1...3) : 1 }
    self.weights = weights
    let total = weights.reduce(0, +)
    let candidate = random.index(below: count)
    let lies = mode == .byzantine && 3 * weights[candidate] < total && random.happens(60)
    liar = lies ? ValidatorIndex(candidate) : nil
    // As many may stay away as leave a quorum of honest ones.
    let quorum = mode == .byzantine ? 2 * total / 3 + 1 : total / 2 + 1
    var present = total - (lies ? weights[candidate] : 0)
    var dead: [ValidatorIndex] = []
    for place in 0..<count where ValidatorIndex(place) != liar && random.happens(30) {
      guard present - weights[place] >= quorum else { continue }
      present -= weights[place]
      dead.append(ValidatorIndex(place))
    }
    deadAtLast = dead
    lastHeight = random.happens(25) ? random.number(1...12) : nil
    faultMilliseconds = random.number(5_000...20_000)
    lossPercent = random.pick([0, 0, 5, 20, 40])
    duplicationPercent = random.pick([0, 10])
    delayMilliseconds = random.pick([5, 50, 400, 2_000])
    crashPermille = random.pick([0, 2, 10])
    hasPartitions = random.happens(50)
    hasHints = random.happens(50)
    isSlow = random.happens(15)
    calmDelayMilliseconds = isSlow ? 600...900 : 1...50
  }

  var description: String {
    "seed \(seed): weights \(weights) \(mode) liar \(liar?.description ?? "none") dead at last \(deadAtLast) "
      + "epoch end \(lastHeight.map(String.init) ?? "none") loss \(lossPercent) % "
      + "delay \(delayMilliseconds) ms, then \(calmDelayMilliseconds) crashes \(crashPermille) ‰ partitions \(hasPartitions) hints \(hasHints)"
  }
}

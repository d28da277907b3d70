import PandoLedger
import PandoPrimitives

extension SimulationPlan {
  /// Draws a run of this profile.
  package static func draw(seed: UInt64, profile: Profile) -> SimulationPlan {
    var plan = SimulationPlan(seed: seed, profile: profile)
    // Each part has chance of its own, so that a new draw in one leaves the others of all seeds as they were.
    let random = RandomSource(seed: seed).fork("plan-\(profile.rawValue)")
    plan.drawMembers(random.fork("members"))
    plan.drawChurn(random.fork("churn"))
    plan.drawParameters(random.fork("parameters"))
    plan.drawBytes(random.fork("bytes"))
    plan.drawNetwork(random.fork("network"))
    plan.drawMachine(random.fork("machine"))
    plan.drawFaults(random.fork("faults"))
    plan.drawClients(random.fork("clients"))
    plan.drawLiars(random.fork("liars"))
    plan.drawLength(random.fork("length"))
    return plan
  }

  private mutating func drawMembers(_ source: RandomSource) {
    var random = source
    let counts: [Int] =
      switch profile {
      case .byzantine: [4, 4, 4, 5, 7, 7, 10, 13]
      case .churn: [1, 2, 3, 4, 4, 5, 6, 7]
      default: [1, 2, 3, 4, 4, 4, 5, 6, 7, 7, 10, 13]
      }
    let count = random.pick(counts)
    let isWeighted = random.happens(perMille: 200)
    weights = (0..<count).map { _ in isWeighted ? random.number(1...3) : 1 }
    faultMode = profile != .byzantine && random.happens(perMille: 250) ? .crash : .byzantine
    applicationNodeCount = random.pick([0, 0, 0, 1, 1, 2, 4])
    strangerCount = profile == .churn ? Int(random.number(1...3)) : 0
    if profile == .churn { applicationNodeCount = max(1, applicationNodeCount) }
    mempoolCountMax = random.pick([50_000, 50_000, 50_000, 10])
    stateTree.unstoredChangeCountMax = random.pick([1, 20, 200, 65_536])
    stateTree.unstoredChangeCountMin = random.pick([1, 100])
    stateTree.byteCountMax = random.pick([0, 4_000, 128 << 20])
    accountCount = random.pick([2, 4, 8, 16])
    hasRealSignatures = count <= 4 && random.happens(perMille: 60)
  }

  /// In some swarms members come and go, liars or not.
  private mutating func drawChurn(_ source: RandomSource) {
    var random = source
    guard profile == .swarm, random.happens(perMille: 350) else { return }
    strangerCount = Int(random.number(1...3))
    applicationNodeCount = max(1, applicationNodeCount)
    clients.churnMilliseconds = random.pick([500, 2_000, 5_000])
  }

  /// Blocks that have room for one or two transactions.
  private mutating func drawBytes(_ source: RandomSource) {
    var random = source
    guard random.happens(perMille: 80) else { return }
    parameters.transactionByteCountMax = SimulationPlan.transactionByteCountMax
    parameters.blockByteCountMax = random.pick([1, 2]) * SimulationPlan.transactionByteCountMax
  }

  private mutating func drawParameters(_ source: RandomSource) {
    var random = source
    parameters.viewTimeoutMilliseconds = random.pick([250, 500, 1_000, 1_000, 2_000])
    parameters.viewTimeoutMillisecondsMax = parameters.viewTimeoutMilliseconds * random.pick([2, 4, 8])
    // A liar has something to lie about in each view, and an idle ledger has none.
    let heartbeats: [UInt64] = profile == .byzantine ? [0, 100, 100, 300] : [0, 0, 1_000, 5_000, 30_000]
    parameters.heartbeatMilliseconds = random.pick(heartbeats)
    parameters.clockSkewMilliseconds = random.pick([1_000, 5_000])
    parameters.lifetimeWindowMilliseconds = random.pick([10_000, 60_000, 600_000])
    if random.happens(perMille: 150) { parameters.blockTransactionCountMax = random.pick([1, 2, 5]) }
  }

  private mutating func drawNetwork(_ source: RandomSource) {
    var random = source
    network.delay.least = random.pick([1, 1, 5, 20, 60])
    network.delay.spread = random.pick([1, 5, 20, 100, 400])
    network.delay.tailPerMille = random.pick([0, 0, 10, 50])
    network.isOrdered = random.happens(perMille: 500)
    network.goesThroughBytes = random.happens(perMille: 250)
    network.detectionMilliseconds = random.pick([10, 200, 2_000])
    let isLossy = profile == .safety || profile == .swarm ? 500 : 200 as UInt64
    if random.happens(perMille: isLossy) { network.lossPerMille = random.pick([10, 50, 150, 300]) }
    if random.happens(perMille: 300) { network.duplicationPerMille = random.pick([10, 100]) }
    if profile == .liveness, random.happens(perMille: 300) {
      // Slower than a view at first.
      network.delay.least = parameters.viewTimeoutMilliseconds / 2
    }
    tickMilliseconds = random.pick([25, 50, 50, 100])
  }

  private mutating func drawMachine(_ source: RandomSource) {
    var random = source
    machine.verifyMilliseconds = random.pick([0, 2, 10, 100])
    machine.executeMilliseconds = random.pick([0, 2, 20, 200])
    machine.signMilliseconds = random.pick([0, 0, 1, 20])
    machine.writeMilliseconds = random.pick([0, 0, 2, 20])
    // Two nodes may be wrong in opposite directions.
    machine.skewMilliseconds = random.pick([0, 50, parameters.clockSkewMilliseconds / 3])
    machine.driftPerMille = random.pick([0, 0, 5, 50])
  }

  private mutating func drawFaults(_ source: RandomSource) {
    var random = source
    func often(_ kinds: [FaultKind], perMille: UInt64, _ intervals: [UInt64], _ random: inout RandomSource) {
      for kind in kinds where random.happens(perMille: perMille) { faults.intervals[kind] = random.pick(intervals) }
    }
    let isDisk = profile == .disk
    let isWild = profile == .safety || profile == .swarm
    often([.crash], perMille: isWild || isDisk ? 800 : 400, [800, 2_000, 5_000], &random)
    often([.partition, .clog], perMille: isWild ? 600 : 200, [1_000, 3_000, 8_000], &random)
    often([.clockJump], perMille: 200, [3_000, 10_000], &random)
    often([.failedWrite, .failedRead, .slowDisk], perMille: isDisk ? 700 : 150, [1_000, 4_000], &random)
    if faultMode == .byzantine || applicationNodeCount > 0 {
      often([.rot, .wipe], perMille: isDisk ? 700 : profile == .swarm ? 200 : 50, [2_000, 6_000], &random)
    }
    faults.crashMilliseconds = random.pick([100, 1_000, 5_000])
    faults.partitionMilliseconds = random.pick([500, 2_000, 8_000])
    faults.clogMilliseconds = random.pick([500, 2_000, 6_000])
    faults.clockJumpMilliseconds = random.pick([1_000, 60_000, 86_400_000])
  }

  private mutating func drawClients(_ source: RandomSource) {
    var random = source
    clients.transactionCountMax = Int(random.pick([10, 30, 60] as [UInt64])) * (validatorCount > 7 ? 1 : 2)
    clients.pauseMilliseconds = random.pick([100, 500, 2_000])
    clients.burstMax = random.pick([1, 3, 20])
    clients.isHot = random.happens(perMille: 300)
    clients.duplicatePerMille = random.pick([0, 100, 300])
    clients.wrongPerMille = random.pick([0, 100, 300])
    clients.lifetimeMilliseconds = min(
      parameters.lifetimeWindowMilliseconds, random.pick([5_000, 60_000, 300_000]))
    if profile == .churn { clients.churnMilliseconds = random.pick([500, 2_000, 5_000]) }
  }

  /// Liars, and validators whose disks may be lost, up to what the rule of a third allows.
  private mutating func drawLiars(_ source: RandomSource) {
    var random = source
    guard faultMode == .byzantine, profile != .churn else { return }
    // Changes of members are held back where they would make the liars too many.
    let perMille: UInt64 = profile == .byzantine ? 1_000 : profile == .swarm ? 400 : 0
    let total = weights.reduce(0, +)
    var faulty: UInt64 = 0
    for validator in random.permuted(Array(weights.indices)) where 3 * (faulty + weights[validator]) < total {
      guard random.happens(perMille: perMille) else { continue }
      faulty += weights[validator]
      liars.append(Liar(validator: validator, kind: random.pick(ActorKind.allCases)))
    }
  }

  private mutating func drawLength(_ source: RandomSource) {
    var random = source
    faultMilliseconds = random.pick([5_000, 10_000, 20_000])
    if validatorCount > 7 { faultMilliseconds = min(faultMilliseconds, 10_000) }
    let perMille: UInt64 = profile == .liveness ? 300 : 30
    if random.happens(perMille: perMille) {
      outageMilliseconds = random.pick([60_000, 600_000, 3_600_000, 86_400_000])
      // A quorum may live through it, and a day has many heartbeats.
      if parameters.heartbeatMilliseconds < 5_000 { parameters.heartbeatMilliseconds = 0 }
    }
  }
}

extension SimulationPlan {
  /// Makes so many more validators lie than the rules bear, beyond filling up what they bear.
  package mutating func addLiars(beyondTheRule count: Int) {
    guard count > 0 else { return }
    let total = weights.reduce(0, +)
    var faulty = liars.reduce(0) { $0 + weights[$1.validator] }
    var beyond = 0
    for validator in weights.indices where !liars.contains(where: { $0.validator == validator }) {
      faulty += weights[validator]
      if 3 * faulty >= total { beyond += 1 }
      liars.append(Liar(validator: validator, kind: .equivocator))
      if beyond == count { return }
    }
  }
}

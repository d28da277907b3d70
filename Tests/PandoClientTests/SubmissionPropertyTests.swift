import PandoAPI
import PandoClient
import PandoPrimitives
import Testing

/// A ledger of hosts that lose requests, answers and pools, in the simplest terms.
private struct World {
  struct Host {
    var hasIt = false
    var lag: UInt64 = 0
  }

  var generator: SplitMix
  let transaction: Transaction
  var hosts: [Host]
  var current = 0
  var time: UInt64 = 2_000
  /// In some worlds no block ever takes it.
  let isStalled: Bool
  /// The block time at which it was executed.
  var executedAt: UInt64?

  init(seed: UInt64, transaction: Transaction) {
    generator = SplitMix(state: seed)
    isStalled = seed % 5 == 0
    self.transaction = transaction
    hosts = (0..<1 + generator.below(3)).map { _ in Host() }
    for index in hosts.indices { hosts[index].lag = UInt64(generator.below(20_000)) }
  }

  private var expires: UInt64 { transaction.body.expires.milliseconds }

  /// Time passes; a block may take what some host has; hosts tell each other, or forget.
  mutating func pass(_ milliseconds: UInt64) {
    time += milliseconds
    let isKnown = hosts.contains { $0.hasIt }
    if executedAt == nil, isKnown, !isStalled, time < expires, generator.below(4) == 0 { executedAt = time }
    for index in hosts.indices {
      if isKnown, generator.below(3) == 0 { hosts[index].hasIt = true }
      if generator.below(6) == 0 { hosts[index].hasIt = false }
    }
  }

  /// What the current host has seen of the ledger.
  private var seen: UInt64 { time - min(time, hosts[current].lag) }
  private var sees: TransactionAnswer? {
    guard let executedAt, executedAt <= seen else { return nil }
    return Fixture.final(transaction.id)
  }

  private mutating func lose(arrived: Bool) -> Submission.Event {
    current = (current + 1) % hosts.count
    return .noAnswer(ClientError(.unreachable, "lost"), mayHaveArrived: arrived)
  }

  mutating func send() -> Submission.Event {
    switch generator.below(6) {
    case 0: return lose(arrived: false)
    case 1: return lose(arrived: true)
    case 2:
      _ = take()
      return lose(arrived: true)
    case 3:
      current = (current + 1) % hosts.count
      return .noAnswer(ClientError(.unavailable, "full"), mayHaveArrived: false)
    default: return take()
    }
  }

  private mutating func take() -> Submission.Event {
    if sees != nil || hosts[current].hasIt { return refusal(.duplicate) }
    // Each host's own clock is true; only its blocks are late.
    guard time < expires else { return refusal(.invalidLifetime) }
    hosts[current].hasIt = true
    return .answered(Fixture.pending(transaction.id))
  }

  mutating func lookUp() -> Submission.Event {
    if generator.below(4) == 0 { return lose(arrived: true) }
    if let answer = sees { return .answered(answer) }
    if hosts[current].hasIt { return .answered(Fixture.pending(transaction.id)) }
    return .unknown(blockTime: Timestamp(milliseconds: seen))
  }

  private func refusal(_ code: ResultCode) -> Submission.Event {
    .refused(ClientError(.refused, "no", refusal: Refusal(code, "reason", "no")))
  }
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

@Suite struct SubmissionPropertyTests {
  @Test func whatIsSaidOfTheOutcomeIsTrueInEveryWorld() throws {
    let transaction = try Fixture.transfer()
    var told: [String: Int] = [:]
    for seed in 0..<20_000 {
      var world = World(seed: UInt64(seed), transaction: transaction)
      let result = run(&world, patience: UInt64(world.generator.below(120_000)))
      // Whatever can still happen, happens.
      for _ in 0..<200 { world.pass(500) }
      switch result {
      case .success:
        told["final", default: 0] += 1
        #expect(world.executedAt != nil, "seed \(seed): told final, never executed")
      case .failure(let error):
        told[error.code.rawValue, default: 0] += 1
        let hasNoEffect = error.code != .outcomeUnknown
        #expect(!hasNoEffect || world.executedAt == nil, "seed \(seed): told \(error.code), and executed")
      }
    }
    // The worlds are varied enough to reach every outcome.
    for outcome in ["final", "expired", "outcomeUnknown", "unreachable"] {
      #expect(told[outcome, default: 0] > 50, "\(told)")
    }
  }

  private func run(_ world: inout World, patience: UInt64) -> Result<TransactionAnswer, ClientError> {
    var submission = Submission(world.transaction, goal: .final, hostCount: world.hosts.count)
    let end = world.time + patience
    var step = submission.firstStep
    while true {
      // Now and then a host hangs for long.
      world.pass(UInt64(1 + world.generator.below(world.generator.below(8) == 0 ? 40_000 : 400)))
      if case .done(let result) = step { return result }
      if world.time >= end {
        step = submission.handle(.timeUp)
        continue
      }
      switch step {
      case .send: step = submission.handle(world.send())
      case .lookUp: step = submission.handle(world.lookUp())
      case .pause(let duration):
        world.pass(UInt64(duration.components.attoseconds / 1_000_000_000_000_000) + 1)
        step = submission.handle(.resumed)
      case .done(let result): return result
      }
    }
  }
}

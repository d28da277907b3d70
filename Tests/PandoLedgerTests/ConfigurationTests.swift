import PandoLedger
import PandoPrimitives
import PandoStorage
import Testing

@Suite struct ConfigurationTests {
  private let admins = Array(PrivateKey.admins.prefix(2))

  private func validator(_ number: UInt8, weight: UInt64 = 1) -> Validator {
    Validator(key: PrivateKey.node(number).publicKey, weight: weight, name: "node-\(number)")
  }

  private func application(_ number: UInt8) -> ApplicationNode {
    ApplicationNode(key: PrivateKey.node(number).publicKey)
  }

  private func change(
    _ ledger: inout TestLedger, add validators: [Validator] = [], follow: [ApplicationNode] = [],
    remove: [UInt8] = [], at activation: UInt64, by signers: [PrivateKey]? = nil
  ) throws -> TransactionResult {
    let change = ChangeMembers(
      validators: validators, applicationNodes: follow, removed: remove.map { PrivateKey.node($0).publicKey },
      activation: Height(activation))
    let block = try ledger.block([ledger.transaction([.changeMembers(change)], by: signers ?? admins)])
    return try #require(block.results.results.first)
  }

  private func change(
    _ ledger: inout TestLedger, at activation: UInt64, by signers: [PrivateKey]? = nil,
    _ edit: (inout ChainParameters) -> Void
  ) throws -> TransactionResult {
    var parameters = ledger.configuration.parameters
    edit(&parameters)
    let change = ChangeParameters(parameters: parameters, activation: Height(activation))
    let block = try ledger.block([ledger.transaction([.changeParameters(change)], by: signers ?? admins)])
    return try #require(block.results.results.first)
  }

  private func expect(
    _ result: TransactionResult, _ reason: Reason, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.refusal?.reason == reason.rawValue, sourceLocation: sourceLocation)
    #expect(result.code == reason.code, sourceLocation: sourceLocation)
  }

  /// A ledger of `count` validators of weight 1.
  private func ledger(
    _ count: UInt8, followers: [UInt8] = [], mode: FaultMode = .byzantine
  ) throws -> TestLedger {
    var genesis = Genesis.demo
    genesis.parameters.faultMode = mode
    genesis.membership = try #require(
      Membership(validators: (1...count).map { validator($0) }, applicationNodes: followers.map { application($0) }))
    return try TestLedger(genesis)
  }

  // MARK: Activation

  @Test func changeOfValidatorsHoldsFromItsHeightOnAndStartsAnEpoch() throws {
    var ledger = try TestLedger()
    let result = try change(&ledger, add: [validator(5)], at: 4)
    #expect(result.events.events.map(\.kind) == ["members.changed"])
    #expect(ledger.configuration.pendingMembership?.activation == Height(4))
    var ends: [Bool] = []
    var counts: [Int] = []
    while ledger.height < Height(6) {
      counts.append(ledger.configuration.validators.validators.count)
      ends.append(try ledger.block([]).isEpochEnd)
    }
    // The blocks at 2, 3, 4, 5, 6.
    #expect(counts == [4, 4, 5, 5, 5])
    #expect(ends == [false, true, false, false, false])
    #expect(ledger.configuration.epoch == Epoch(first: Height(4)))
    #expect(ledger.configuration.validators.quorum == 4)
    #expect(ledger.configuration.pendingMembership == nil)
  }

  @Test func pastHeightsStayKnown() throws {
    var ledger = try TestLedger()
    _ = try change(&ledger, add: [validator(5)], at: 3)
    _ = try change(&ledger, at: 5) { $0.heartbeatMilliseconds = 1_000 }
    try ledger.advance(to: Height(7))
    _ = try change(&ledger, remove: [1], at: 9)
    try ledger.advance(to: Height(10))
    func at(_ height: UInt64) throws -> LedgerConfiguration {
      try LedgerConfiguration(at: Height(height), from: ledger.store)
    }
    #expect(try (0...10).map { try at($0).validators.validators.count } == [4, 4, 4, 5, 5, 5, 5, 5, 5, 4, 4])
    #expect(try (0...10).map { try at($0).epoch.first.value } == [1, 1, 1, 3, 3, 3, 3, 3, 3, 9, 9])
    #expect(
      try (3...6).map { try at($0).parameters.heartbeatMilliseconds } == [30_000, 30_000, 1_000, 1_000])
    #expect(try at(0) == at(1))
  }

  @Test func headersCarryWhatHoldsAndTheStoreAgreesWithTheChain() throws {
    var ledger = try TestLedger()
    _ = try change(&ledger, add: [validator(5)], at: 4)
    _ = try change(&ledger, at: 6) { $0.entryCountMax = 7 }
    while ledger.height < Height(8) {
      let stored = try LedgerConfiguration(at: ledger.height.next, from: ledger.store)
      #expect(stored == ledger.configuration)
      let block = try ledger.block([])
      #expect(block.configuration == stored)
      #expect(block.nextConfiguration == (try LedgerConfiguration(at: ledger.height.next, from: ledger.store)))
    }
  }

  @Test func parametersHoldFromTheirHeightOn() throws {
    var ledger = try TestLedger()
    let result = try change(&ledger, at: 3) { $0.entryCountMax = 1 }
    #expect(result.events.events.map(\.kind) == ["parameters.changed"])
    let entries = [pay(1, to: .bob), pay(2, to: .bob)]
    let block = try ledger.block([ledger.transaction(entries, by: [.alice])])
    #expect(!block.isEpochEnd)
    guard case .failure(let refusal) = try ledger.execute([ledger.transaction(entries, by: [.alice])]) else {
      Issue.record("The transaction has too many entries now.")
      return
    }
    #expect(refusal.refusal.reason == Reason.tooManyEntries.rawValue)
    #expect(ledger.configuration.epoch == Epoch(first: Height(1)))
  }

  @Test func faultModeStartsAnEpoch() throws {
    var ledger = try TestLedger()
    #expect(try change(&ledger, at: 3) { $0.faultMode = .crash }.code == .success)
    #expect(try ledger.block([]).isEpochEnd)
    #expect(ledger.configuration.epoch == Epoch(first: Height(3)))
    #expect(ledger.configuration.validators.faultMode == .crash)
  }

  @Test func applicationNodesComeAndGoWithoutAnEpoch() throws {
    var ledger = try TestLedger()
    #expect(try change(&ledger, follow: [application(9)], at: 3).code == .success)
    #expect(try !ledger.block([]).isEpochEnd)
    #expect(ledger.configuration.membership.admits(PrivateKey.node(9).publicKey))
    #expect(ledger.configuration.epoch == Epoch(first: Height(1)))
    #expect(try change(&ledger, remove: [9], at: 5).code == .success)
    try ledger.advance(to: Height(5))
    #expect(!ledger.configuration.membership.admits(PrivateKey.node(9).publicKey))
  }

  @Test func changeOfABlockThatFailsIsForgotten() throws {
    var ledger = try TestLedger()
    let change = ChangeMembers(validators: [validator(5)], activation: Height(3))
    let block = try ledger.block([
      ledger.transaction([.changeMembers(change), pay(1_000, to: .bob)], by: admins + [.alice])
    ])
    #expect(block.results.results.map(\.code) == [.negativeBalance])
    #expect(block.nextConfiguration.pendingMembership == nil)
    #expect(try self.change(&ledger, add: [validator(5)], at: 4).code == .success)
  }

  // MARK: Who and when

  @Test func changesTakeTheConsensusAdmins() throws {
    var ledger = try TestLedger()
    for signers in [[PrivateKey.root], [admins[0]], [admins[0], .root, .creator]] {
      try expect(change(&ledger, add: [validator(5)], at: 90, by: signers), .needsConsensusAdmins)
      try expect(change(&ledger, at: 90, by: signers) { $0.entryCountMax = 1 }, .needsConsensusAdmins)
    }
    #expect(
      try change(&ledger, add: [validator(5)], at: 90, by: [PrivateKey.admins[2], .admins[0], .bob]).code == .success)
  }

  @Test func activationLiesAhead() throws {
    var ledger = try TestLedger()
    try ledger.advance(to: Height(5))
    try expect(change(&ledger, add: [validator(5)], at: 0), .activationTooSoon)  // at 5
    try expect(change(&ledger, add: [validator(5)], at: 6), .activationTooSoon)  // at 6
    try expect(change(&ledger, add: [validator(5)], at: 8), .activationTooSoon)  // at 7
    try expect(change(&ledger, add: [validator(5)], at: 10_009), .activationTooFar)  // at 8
    try expect(change(&ledger, add: [validator(5)], at: .max), .activationTooFar)  // at 9
    try expect(change(&ledger, at: 11) { $0.entryCountMax = 1 }, .activationTooSoon)  // at 10
    try expect(change(&ledger, at: 10_012) { $0.entryCountMax = 1 }, .activationTooFar)  // at 11
    #expect(try change(&ledger, add: [validator(5)], at: 10_012).code == .success)  // at 12
    #expect(try change(&ledger, at: 15) { $0.entryCountMax = 1 }.code == .success)  // at 13
  }

  @Test func oneChangeOfAKindIsPendingAtATime() throws {
    var ledger = try TestLedger()
    #expect(try change(&ledger, add: [validator(5)], at: 8).code == .success)
    try expect(change(&ledger, follow: [application(9)], at: 20), .changePending)
    #expect(try change(&ledger, at: 8) { $0.entryCountMax = 1 }.code == .success)
    try expect(change(&ledger, at: 20) { $0.entryCountMax = 2 }, .changePending)
    try ledger.advance(to: Height(8))
    #expect(try change(&ledger, follow: [application(9)], at: 20).code == .success)
    #expect(try change(&ledger, at: 20) { $0.entryCountMax = 2 }.code == .success)
  }

  @Test func secondChangeInOneBlockIsRefusedToo() throws {
    var ledger = try TestLedger()
    let first = Entry.changeMembers(ChangeMembers(validators: [validator(5)], activation: Height(9)))
    let second = Entry.changeMembers(ChangeMembers(validators: [validator(6)], activation: Height(10)))
    let block = try ledger.block([
      ledger.transaction([first], by: admins), ledger.transaction([second], by: admins),
    ])
    #expect(block.results.results.map(\.refusal?.reason) == [nil, Reason.changePending.rawValue])
  }

  @Test func faultModeAndMembersDoNotChangeTogether() throws {
    var ledger = try TestLedger()
    #expect(try change(&ledger, add: [validator(5)], at: 8).code == .success)
    try expect(change(&ledger, at: 12) { $0.faultMode = .crash }, .changePending)
    try ledger.advance(to: Height(8))
    #expect(try change(&ledger, at: 12) { $0.faultMode = .crash }.code == .success)
    try expect(change(&ledger, add: [validator(6)], at: 20), .changePending)
  }

  // MARK: What

  @Test func changesThatChangeNothingAreRefused() throws {
    var ledger = try TestLedger()
    try expect(change(&ledger, at: 50), .changeEmpty)
    try expect(change(&ledger, add: [validator(1)], at: 50), .changeEmpty)
    try expect(change(&ledger, at: 50) { _ in }, .changeEmpty)
  }

  @Test func parametersOutOfRangeAreRefused() throws {
    var ledger = try TestLedger()
    try expect(change(&ledger, at: 50) { $0.entryCountMax = 0 }, .parametersInvalid)
    try expect(change(&ledger, at: 50) { $0.blockByteCountMax = 1 }, .parametersInvalid)
  }

  @Test func membersAreValidAndNamedOnce() throws {
    var ledger = try TestLedger()
    let browser = try #require(PrivateKey(scheme: .p256, rawBytes: [UInt8](repeating: 7, count: 32))).publicKey
    try expect(change(&ledger, add: [Validator(key: browser)], at: 90), .memberInvalid)
    try expect(change(&ledger, add: [validator(5, weight: 0)], at: 90), .memberInvalid)
    try expect(change(&ledger, add: [validator(5, weight: Validator.weightMax + 1)], at: 90), .memberInvalid)
    try expect(change(&ledger, follow: [ApplicationNode(key: browser)], at: 90), .memberInvalid)
    try expect(
      change(&ledger, follow: [ApplicationNode(key: browser, name: String(repeating: "n", count: 65))], at: 90),
      .memberInvalid)
    try expect(change(&ledger, add: [validator(5), validator(5, weight: 2)], at: 90), .memberRepeated)
    try expect(change(&ledger, add: [validator(5)], follow: [application(5)], at: 90), .memberRepeated)
    try expect(change(&ledger, add: [validator(4, weight: 2)], remove: [4], at: 90), .memberRepeated)
    try expect(change(&ledger, remove: [7], at: 90), .memberUnknown)
    let crowd = (0...1024 as ClosedRange<UInt64>).map { number in
      let key = [UInt8](ordered: number) + [UInt8](repeating: 0, count: 24)
      return ApplicationNode(key: known(PublicKey(scheme: .ed25519, rawBytes: key)))
    }
    try expect(change(&ledger, follow: crowd, at: 90), .membersTooMany)
  }

  @Test func validatorsNeverRunOut() throws {
    var alone = try ledger(1)
    try expect(change(&alone, remove: [1], at: 90), .validatorsNone)
    try expect(change(&alone, follow: [application(1)], at: 90), .validatorsNone)
  }

  /// With equal weights: from n validators, which removals at once are allowed.
  @Test func validatorsLeaveOneByOneOrWithinWhatTheQuorumSpares() throws {
    let cases: [(count: UInt8, removed: Int, mode: FaultMode, allowed: Bool)] = [
      (2, 1, .byzantine, true), (3, 1, .byzantine, true), (3, 2, .byzantine, false), (4, 1, .byzantine, true),
      (4, 2, .byzantine, false), (4, 3, .byzantine, false), (7, 2, .byzantine, true), (7, 3, .byzantine, false),
      (10, 3, .byzantine, true), (10, 4, .byzantine, false), (3, 1, .crash, true), (5, 2, .crash, true),
      (5, 3, .crash, false),
    ]
    for (count, removed, mode, allowed) in cases {
      var ledger = try ledger(count, mode: mode)
      let result = try change(&ledger, remove: Array(1...UInt8(removed)), at: 90)
      #expect(result.refusal?.reason == (allowed ? nil : Reason.validatorsLost.rawValue), "\(count) − \(removed)")
    }
  }

  @Test func loweringWeightsIsLosingThem() throws {
    var genesis = Genesis.demo
    genesis.membership = try #require(Membership(validators: (1...4).map { validator($0, weight: 100) }))
    var ledger = try TestLedger(genesis)
    let low = [validator(1, weight: 1), validator(2, weight: 1)]
    try expect(change(&ledger, add: low, at: 90), .validatorsLost)
    #expect(try change(&ledger, add: [validator(1, weight: 50), validator(2, weight: 60)], at: 90).code == .success)
  }

  /// With equal weights: how many validators that nobody knows may join n others at once.
  @Test func newValidatorsAreKnownOrFewEnoughToDoWithout() throws {
    let cases: [(count: UInt8, unknown: UInt8, known: UInt8, allowed: Bool)] = [
      (1, 1, 0, false), (1, 0, 1, true), (2, 1, 0, false), (3, 1, 0, true), (3, 2, 0, false), (4, 1, 0, true),
      (4, 2, 0, false), (4, 0, 3, true), (4, 2, 1, true), (5, 2, 0, true), (5, 3, 0, false), (1, 0, 3, true),
    ]
    for (count, unknown, known, allowed) in cases {
      let follow = known == 0 ? [] : Array(20..<20 + known)
      var ledger = try ledger(count, followers: follow)
      let fresh = unknown == 0 ? [] : Array(40..<40 + unknown)
      let result = try change(&ledger, add: (follow + fresh).map { validator($0) }, at: 90)
      #expect(
        result.refusal?.reason == (allowed ? nil : Reason.quorumUnreachable.rawValue),
        "\(count) + \(unknown) unknown + \(known) known")
    }
  }

  @Test func keyIsRotatedInOneChange() throws {
    var four = try ledger(4)
    #expect(try change(&four, add: [validator(9)], remove: [1], at: 90).code == .success)
    var one = try ledger(1)
    try expect(change(&one, add: [validator(9)], remove: [1], at: 90), .quorumUnreachable)
    var prepared = try ledger(1, followers: [9])
    #expect(try change(&prepared, add: [validator(9)], remove: [1], at: 90).code == .success)
  }

  @Test func validatorStepsBackToApplicationNode() throws {
    var ledger = try TestLedger()
    #expect(try change(&ledger, follow: [application(4)], at: 3).code == .success)
    try ledger.advance(to: Height(3))
    #expect(ledger.configuration.validators.validators.count == 3)
    #expect(ledger.configuration.membership.applicationNodes.map(\.key) == [PrivateKey.node(4).publicKey])
  }
}

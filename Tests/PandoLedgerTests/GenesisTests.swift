import PandoLedger
import PandoPrimitives
import PandoStorage
import Testing

@Suite struct GenesisTests {
  private func problem(_ change: (inout Genesis) throws -> Void) throws -> String? {
    var genesis = Genesis.demo
    try change(&genesis)
    do {
      _ = try GenesisState(genesis, on: StateView(store: MemoryStore()))
      return nil
    } catch GenesisError.invalid(let message) {
      return message
    }
  }

  private func expect(
    _ words: String, sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout Genesis) throws -> Void
  ) throws {
    let problem = try problem(change)
    #expect(problem?.contains(words) == true, "\(problem ?? "valid")", sourceLocation: sourceLocation)
  }

  private let alice = PrivateKey.alice.address

  @Test func stateIsWhatGenesisSays() throws {
    let ledger = try TestLedger()
    #expect(ledger.chainID == Genesis.demo.chainID)
    #expect(try ledger.query.tables(limit: 10) == Genesis.demo.tables)
    #expect(try ledger.query.balance(of: alice, in: TestLedger.coin) == Amount(100))
    #expect(try ledger.query.supply(of: TestLedger.coin) == Amount(100))
    #expect(try ledger.query.permissions(of: PrivateKey.root.address) == .root)
    #expect(try ledger.query.permissions(of: PrivateKey.creator.address) == .createTable)
    let configuration = try LedgerConfiguration(at: Height(1), from: ledger.store)
    #expect(configuration == ledger.configuration)
    #expect(configuration.membership == Genesis.demo.membership)
    #expect(configuration.consensusAdmins == Genesis.demo.consensusAdmins)
    #expect(configuration.epoch == Epoch(first: Height(1)))
    #expect(try HistoryLog(ledger.store).size == 0)
  }

  @Test func orderOfTablesAndBalancesDoesNotMatterForTheState() throws {
    var genesis = Genesis.demo
    genesis.balances.append(.init(table: TestLedger.coin, address: PrivateKey.bob.address, amount: Amount(7)))
    var other = genesis
    other.tables.reverse()
    other.balances.reverse()
    other.worldPermissions.reverse()
    let first = try TestLedger(genesis)
    let second = try TestLedger(other)
    #expect(first.genesisRoot == second.genesisRoot)
    #expect(first.chainID != second.chainID)
  }

  @Test func namesAreFitForAnOrigin() throws {
    for name in ["", "two words", "a+b", "a/b", "ä", "line\n", String(repeating: "n", count: 65)] {
      try expect("name of the network") { $0.network = name }
      try expect("name of the ledger") { $0.ledger = name }
    }
    #expect(try problem { $0.ledger = "Main-1_a.b" } == nil)
  }

  @Test func parametersAreInRange() throws {
    try expect("entryCountMax is 0") { $0.parameters.entryCountMax = 0 }
  }

  @Test func worldPermissionsAreValidAndGivenOnce() throws {
    try expect("world permissions") { $0.worldPermissions = [WorldGrant(address: alice, permissions: [])] }
    try expect("root alone") {
      $0.worldPermissions = [WorldGrant(address: alice, permissions: [.root, .createTable])]
    }
    try expect("twice") {
      $0.worldPermissions = [
        WorldGrant(address: alice, permissions: .root), WorldGrant(address: alice, permissions: .createTable),
      ]
    }
    #expect(try problem { $0.worldPermissions = [] } == nil)
  }

  @Test func tablesAreValidAndNamedOnce() throws {
    try expect("is there twice") { $0.tables.append($0.tables[0]) }
    try expect("owners") { $0.tables[0].owners = [] }
    try expect("belong to the protocol") { $0.tables[1].name = try #require(TableName("system/tables")) }
    try expect("decimals") { $0.tables[1].decimals = 1 }
  }

  @Test func balancesAreOfAssetTablesAndAddUp() throws {
    let coin = TestLedger.coin
    try expect("is no asset table") {
      $0.balances[0] = Genesis.Balance(table: TestLedger.notes, address: alice, amount: Amount(1))
    }
    try expect("is no asset table") {
      $0.balances[0] = Genesis.Balance(table: try #require(TableName("a/b")), address: alice, amount: Amount(1))
    }
    try expect("balance of zero") { $0.balances[0] = Genesis.Balance(table: coin, address: alice, amount: .zero) }
    try expect("two balances") { $0.balances.append($0.balances[0]) }
    try expect("more than 2^128") {
      $0.balances.append(Genesis.Balance(table: coin, address: PrivateKey.bob.address, amount: Amount(.max - 99)))
    }
    #expect(
      try problem {
        $0.balances.append(Genesis.Balance(table: coin, address: PrivateKey.bob.address, amount: Amount(.max - 100)))
      } == nil)
  }

  @Test func storeThatFailsIsNotAFaultOfTheGenesis() throws {
    let store = MemoryStore()
    store.faults = .init(reads: 1_000)
    #expect { try GenesisState(.demo, on: StateView(store: store)) } throws: { error in
      guard case GenesisError.storage = error else { return false }
      return true
    }
  }

  @Test func emptyStateHasNoConfiguration() {
    #expect(throws: StorageError.self) { try LedgerConfiguration(at: Height(1), from: MemoryStore()) }
  }
}

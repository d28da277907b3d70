import PandoLedger
import PandoPrimitives
import Testing

@Suite struct EntryTests {
  private func expect(
    _ result: TransactionResult, _ reason: Reason, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.refusal?.reason == reason.rawValue, sourceLocation: sourceLocation)
    #expect(result.code == reason.code, sourceLocation: sourceLocation)
    #expect(result.events.events.isEmpty, sourceLocation: sourceLocation)
  }

  private func balances(_ ledger: TestLedger, _ keys: PrivateKey...) throws -> [UInt128] {
    try keys.map { try ledger.query.balance(of: $0.address, in: TestLedger.coin).units }
  }

  // MARK: Assets

  @Test func moveTakesFromOneAndGivesToAnother() throws {
    var ledger = try TestLedger()
    let result = try ledger.run(pay(30, to: .bob), by: .alice)
    #expect(result.code == .success)
    #expect(result.events.events.map(\.kind) == ["asset.moved"])
    #expect(try balances(ledger, .alice, .bob) == [70, 30])
    #expect(try ledger.query.supply(of: TestLedger.coin) == Amount(100))
  }

  @Test func accountThatIsEmptiedHasNoRow() throws {
    var ledger = try TestLedger()
    try ledger.succeed(pay(100, to: .bob), by: .alice)
    let rows = try ledger.query.rows(of: TestLedger.coin, limit: 10)
    #expect(rows == [TableRow(key: PrivateKey.bob.address.bytes, content: .balance(Amount(100)))])
  }

  @Test func moveNeedsItsHolderAnAmountAndAnotherAccount() throws {
    var ledger = try TestLedger()
    try expect(ledger.run(pay(1, to: .bob), by: .bob), .needsHolder)
    try expect(ledger.run(pay(0, to: .bob), by: .alice), .amountZero)
    try expect(ledger.run(pay(1, to: .alice), by: .alice), .moveToSelf)
    try expect(ledger.run(pay(101, to: .bob), by: .alice), .balanceTooLow)
    try expect(ledger.run(pay(1, to: .alice, from: .bob), by: .bob), .balanceTooLow)
    #expect(try balances(ledger, .alice, .bob) == [100, 0])
  }

  @Test func unknownReservedAndWrongTablesAreRefused() throws {
    var ledger = try TestLedger()
    let nowhere = try #require(TableName("demo/nowhere"))
    let system = try #require(TableName("system/supplies"))
    try expect(ledger.run(pay(1, to: .bob, table: nowhere), by: .alice), .tableUnknown)
    try expect(ledger.run(pay(1, to: .bob, table: TestLedger.notes), by: .alice), .tableWrongKind)
    try expect(ledger.run(pay(1, to: .bob, table: system), by: .alice), .tableReserved)
    try expect(ledger.run(put("k", "v", table: TestLedger.coin), by: .creator), .tableWrongKind)
    try expect(ledger.run(put("k", "v", table: system), by: .creator), .tableReserved)
    try expect(ledger.run(delete("k", table: nowhere), by: .creator), .tableUnknown)
    try expect(ledger.run(mint(1, to: .bob, table: nowhere), by: .creator), .tableUnknown)
    try expect(ledger.run(burn(1, from: .bob, table: TestLedger.notes), by: .creator), .tableWrongKind)
  }

  @Test func mintAndBurnChangeTheSupply() throws {
    var ledger = try TestLedger()
    try expect(ledger.run(mint(1, to: .bob), by: .bob), .needsTokenAdmin)
    try expect(ledger.run(mint(0, to: .bob), by: .creator), .amountZero)
    try ledger.succeed(mint(50, to: .bob), by: .creator)
    #expect(try ledger.query.supply(of: TestLedger.coin) == Amount(150))
    try expect(ledger.run(burn(20, from: .bob), by: .bob), .needsTokenAdmin)
    try expect(ledger.run(burn(20, from: .bob), by: .creator), .needsHolder)
    try expect(ledger.run(burn(0, from: .bob), by: .creator, .bob), .amountZero)
    try expect(ledger.run(burn(51, from: .bob), by: .creator, .bob), .balanceTooLow)
    try ledger.succeed(burn(20, from: .bob), by: .creator, .bob)
    #expect(try ledger.query.supply(of: TestLedger.coin) == Amount(130))
    #expect(try balances(ledger, .alice, .bob) == [100, 30])
  }

  @Test func tokenAdminsTakeTheOwnersPlace() throws {
    var genesis = Genesis.demo
    genesis.tables[0].tokenAdmins = [PrivateKey.carol.address]
    var ledger = try TestLedger(genesis)
    try expect(ledger.run(mint(1, to: .bob), by: .creator), .needsTokenAdmin)
    try ledger.succeed(mint(1, to: .bob), by: .carol)
  }

  @Test func supplyReachesTheGreatestAmountAndNotMore() throws {
    var ledger = try TestLedger()
    try expect(ledger.run(mint(.max - 99, to: .bob), by: .creator), .amountOverflow)
    try expect(ledger.run(mint(.max, to: .alice), by: .creator), .amountOverflow)
    try ledger.succeed(mint(.max - 100, to: .bob), by: .creator)
    #expect(try ledger.query.supply(of: TestLedger.coin) == Amount(.max))
    try expect(ledger.run(mint(1, to: .carol), by: .creator), .amountOverflow)
    // Every balance is part of the supply, so moving all of it to one account cannot overflow.
    try ledger.succeed(pay(100, to: .bob), by: .alice)
    #expect(try balances(ledger, .bob) == [.max])
  }

  @Test func assetThatIsBurnedUpLeavesNothing() throws {
    var ledger = try TestLedger()
    try ledger.succeed(burn(100, from: .alice), by: .creator, .alice)
    #expect(try ledger.query.rows(of: TestLedger.coin, limit: 10).isEmpty)
    #expect(try ledger.query.supply(of: TestLedger.coin) == .zero)
    try ledger.succeed(mint(5, to: .bob), by: .creator)
    #expect(try ledger.query.supply(of: TestLedger.coin) == Amount(5))
  }

  // MARK: Binary rows

  @Test func rowsAreInsertedUpdatedAndDeleted() throws {
    var ledger = try TestLedger()
    let key = Array("row".utf8)
    #expect(try ledger.run(put("row", "1"), by: .creator).events.events.map(\.kind) == ["row.inserted"])
    #expect(try ledger.run(put("row", "2"), by: .creator).events.events.map(\.kind) == ["row.updated"])
    #expect(try ledger.query.binaryRow(at: key, in: TestLedger.notes)?.value == Array("2".utf8))
    #expect(try ledger.run(delete("row"), by: .creator).events.events.map(\.kind) == ["row.deleted"])
    try expect(ledger.run(delete("row"), by: .creator), .rowUnknown)
  }

  @Test func emptyValueIsAValue() throws {
    var ledger = try TestLedger()
    try ledger.succeed(put("row", ""), by: .creator)
    #expect(try ledger.query.binaryRow(at: Array("row".utf8), in: TestLedger.notes) == BinaryRow(value: [], owners: []))
    try ledger.succeed(delete("row"), by: .creator)
  }

  @Test func rowOwnersAreDistinctAndFew() throws {
    var ledger = try TestLedger()
    try expect(ledger.run(put("row", "1", owners: [.alice, .alice]), by: .creator), .rowOwnersInvalid)
    let many = (0...64).map { PrivateKey.test(UInt8($0)) }
    try expect(ledger.run(put("row", "1", owners: many), by: .creator), .rowOwnersInvalid)
    try ledger.succeed(put("row", "1", owners: Array(many.dropLast())), by: .creator)
  }

  @Test func largeValuesPassThroughARowUnchanged() throws {
    var ledger = try TestLedger()
    let value = [UInt8](repeating: 0xAB, count: 262_144)
    try ledger.succeed(.put(Put(table: TestLedger.notes, key: [0], value: value)), by: .creator)
    #expect(try ledger.query.binaryRow(at: [0], in: TestLedger.notes)?.value == value)
  }

  // MARK: Tables

  @Test func createdTableIsUsedInTheSameTransaction() throws {
    var ledger = try TestLedger()
    let name = try #require(TableName("shop/points"))
    let table = TableDescriptor(name: name, kind: .asset, owners: [PrivateKey.creator.address])
    let result = try ledger.run(.createTable(table), mint(7, to: .bob, table: name), by: .creator)
    #expect(result.code == .success)
    #expect(result.events.events.map(\.kind) == ["table.created", "asset.minted"])
    #expect(try ledger.query.table(name) == table)
    #expect(try ledger.query.balance(of: PrivateKey.bob.address, in: name) == Amount(7))
  }

  @Test func creatingTakesThePermissionAndAFreeNameAndAValidDescriptor() throws {
    var ledger = try TestLedger()
    func table(
      _ name: String = "shop/points", _ kind: TableKind = .asset, _ change: (inout TableDescriptor) -> Void = { _ in }
    ) throws -> Entry {
      var table = TableDescriptor(
        name: try #require(TableName(name)), kind: kind, owners: [PrivateKey.creator.address])
      change(&table)
      return .createTable(table)
    }
    let alice = PrivateKey.alice.address
    let grant = TableGrant(address: alice, insert: true, update: true, read: true)
    try expect(ledger.run(table(), by: .alice), .needsCreateTable)
    try expect(ledger.run(table(), by: .root), .needsCreateTable)
    try expect(ledger.run(table("demo/coin"), by: .creator), .tableExists)
    try expect(ledger.run(table("system/coin"), by: .creator), .tableReserved)
    try expect(ledger.run(table { $0.owners = [] }, by: .creator), .tableOwnersInvalid)
    try expect(ledger.run(table { $0.owners = [alice, alice] }, by: .creator), .tableOwnersInvalid)
    try expect(ledger.run(table { $0.grants = [grant, grant] }, by: .creator), .tableGrantsInvalid)
    try expect(ledger.run(table { $0.tokenAdmins = [alice, alice] }, by: .creator), .tableTokenAdminsInvalid)
    try expect(ledger.run(table("a/b", .binary) { $0.tokenAdmins = [alice] }, by: .creator), .tableTokenAdminsInvalid)
    try expect(ledger.run(table { $0.decimals = 39 }, by: .creator), .tableDecimalsInvalid)
    try expect(ledger.run(table("a/b", .binary) { $0.decimals = 1 }, by: .creator), .tableDecimalsInvalid)
    try ledger.succeed(
      table {
        $0.decimals = 38
        $0.tracked = true
        $0.readRestricted = true
      }, by: .creator)
    #expect(try ledger.query.tables(limit: 10).map(\.name.description) == ["demo/coin", "demo/notes", "shop/points"])
  }

  // MARK: World permissions

  private func grant(_ permissions: WorldPermissions, _ key: PrivateKey) -> Entry {
    .setWorldPermissions(WorldGrant(address: key.address, permissions: permissions))
  }

  @Test func rootSetsAnyPermission() throws {
    var ledger = try TestLedger()
    let all: WorldPermissions = [.createTable, .changeConfig, .grantCreateTable]
    try expect(ledger.run(grant(all, .alice), by: .alice), .needsRoot)
    let result = try ledger.run(grant(all, .alice), by: .root)
    #expect(result.events.events.map(\.kind) == ["permissions.changed"])
    #expect(try ledger.query.permissions(of: PrivateKey.alice.address) == all)
    try ledger.succeed(grant([], .alice), by: .root)
    #expect(try ledger.query.permissions(of: PrivateKey.alice.address) == [])
    try expect(ledger.run(grant([.root, .createTable], .alice), by: .root), .permissionsInvalid)
    try expect(ledger.run(grant(WorldPermissions(rawValue: 16), .alice), by: .root), .permissionsInvalid)
  }

  @Test func lastRootStays() throws {
    var ledger = try TestLedger()
    try expect(ledger.run(grant([], .root), by: .root), .lastRoot)
    try expect(ledger.run(grant(.createTable, .root), by: .root), .lastRoot)
    try ledger.succeed(grant(.root, .root), by: .root)
    try ledger.succeed(grant(.root, .alice), by: .root)
    try ledger.succeed(grant([], .root), by: .root)
    try expect(ledger.run(grant([], .alice), by: .alice), .lastRoot)
    try expect(ledger.run(grant(.root, .root), by: .root), .needsRoot)
    // In one transaction, in this order alone.
    try expect(ledger.run(grant([], .alice), grant(.root, .bob), by: .alice), .lastRoot)
    try ledger.succeed(grant(.root, .bob), grant([], .alice), by: .alice)
    #expect(try ledger.query.permissions(of: PrivateKey.bob.address) == .root)
  }

  @Test func grantCreateTableTogglesCreateTableAlone() throws {
    var ledger = try TestLedger()
    try ledger.succeed(grant(.createTable, .bob), by: .granter)
    try expect(ledger.run(grant([.createTable, .changeConfig], .bob), by: .granter), .needsRoot)
    try expect(ledger.run(grant(.root, .bob), by: .granter), .needsRoot)
    try expect(ledger.run(grant([], .granter), by: .granter), .needsRoot)
    try ledger.succeed(grant([.createTable, .grantCreateTable], .granter), by: .granter)
    try ledger.succeed(grant([], .bob), by: .granter)
    try expect(ledger.run(grant(.createTable, .bob), by: .creator), .needsRoot)
  }
}

import Foundation
import PandoLedger
import PandoPrimitives
import Testing

@Suite struct PermissionTests {
  struct Table: Decodable {
    struct Row: Decodable, CustomTestStringConvertible {
      let model: String
      let table: Bool
      let row: Bool
      let allowed: Bool
      var testDescription: String { "\(model) table \(table) row \(row)" }
    }
    let rows: [Row]
  }

  private static let models: [String: PermissionModel] = [
    "permissionLess": .permissionLess, "rowOnly": .rowOnly, "tableOnly": .tableOnly, "tableOrRow": .tableOrRow,
    "tableAndRow": .tableAndRow,
  ]
  private static let reasons: [PermissionModel: Reason] = [
    .rowOnly: .needsRow, .tableOnly: .needsTable, .tableOrRow: .needsTableOrRow, .tableAndRow: .needsTableAndRow,
  ]

  @Test func everyRowOfTheTruthTableHoldsForUpdatesAndDeletions() throws {
    let table: Table = try Vectors.load("permissions.json")
    #expect(table.rows.count == 20)
    for row in table.rows {
      let model = try #require(PermissionTests.models[row.model])
      #expect(model.allows(table: row.table, row: row.row) == row.allowed, "\(row)")
      for entry in [put("row", "new"), delete("row")] {
        try expect(row, model, entry)
      }
    }
  }

  /// Bob updates a row of a table in which the two halves of the right are his or not.
  private func expect(_ row: Table.Row, _ model: PermissionModel, _ entry: Entry) throws {
    var genesis = Genesis.demo
    var notes = TableDescriptor(name: TestLedger.notes, kind: .binary, owners: [PrivateKey.creator.address])
    notes.permissionModel = model
    notes.grants = [TableGrant(address: PrivateKey.bob.address, insert: true, update: row.table, read: false)]
    genesis.tables = [notes]
    genesis.balances = []
    var ledger = try TestLedger(genesis)
    try ledger.succeed(put("row", "old", owners: row.row ? [.bob] : [.alice]), by: .creator)
    let result = try ledger.run(entry, by: .bob)
    #expect(result.code == (row.allowed ? .success : .invalidCredentials), "\(row)")
    #expect(result.refusal?.reason == (row.allowed ? nil : PermissionTests.reasons[model]?.rawValue), "\(row)")
  }

  @Test func ownersOfATableHoldItsHalfOfTheRight() throws {
    var ledger = try TestLedger()
    try ledger.succeed(put("row", "old", owners: [.alice]), by: .creator)
    try ledger.succeed(put("row", "new"), by: .creator)
    try ledger.succeed(delete("row"), by: .creator)
  }

  @Test func insertingTakesTheOwnerOrAGrantToInsertInEveryModel() throws {
    for model in [PermissionModel.permissionLess, .rowOnly, .tableOnly, .tableOrRow, .tableAndRow] {
      var genesis = Genesis.demo
      var notes = TableDescriptor(name: TestLedger.notes, kind: .binary, owners: [PrivateKey.creator.address])
      notes.permissionModel = model
      notes.grants = [
        TableGrant(address: PrivateKey.alice.address, insert: true, update: false, read: false),
        TableGrant(address: PrivateKey.bob.address, insert: false, update: true, read: true),
      ].sorted { $0.address < $1.address }
      genesis.tables = [notes]
      genesis.balances = []
      var ledger = try TestLedger(genesis)
      try ledger.succeed(put("a", "1"), by: .creator)
      try ledger.succeed(put("b", "1"), by: .alice)
      #expect(try ledger.run(put("c", "1"), by: .bob).refusal?.reason == Reason.needsInsert.rawValue)
    }
  }

  @Test func rowWithoutOwnersIsChangedThroughItsTableAlone() throws {
    var ledger = try TestLedger()
    try ledger.succeed(put("row", "1"), by: .creator)
    #expect(try ledger.run(put("row", "2"), by: .alice).refusal?.reason == Reason.needsTableOrRow.rawValue)
    try ledger.succeed(put("row", "2", owners: [.alice]), by: .creator)
    try ledger.succeed(put("row", "3"), by: .alice)
    #expect(
      try ledger.query.binaryRow(at: Array("row".utf8), in: TestLedger.notes)?.owners == [PrivateKey.alice.address])
    try ledger.succeed(put("row", "4", owners: [.bob]), by: .alice)
    #expect(try ledger.run(put("row", "5"), by: .alice).code == .invalidCredentials)
    try ledger.succeed(delete("row"), by: .bob)
    #expect(try ledger.query.binaryRow(at: Array("row".utf8), in: TestLedger.notes) == nil)
  }

  @Test func readersOfARestrictedTableAreItsOwnersAndThoseWithAGrant() {
    var table = TableDescriptor(name: TestLedger.notes, kind: .binary, owners: [PrivateKey.creator.address])
    let nobody = Credentials(keys: [])
    #expect(table.allowsReading(by: nobody))
    table.readRestricted = true
    table.grants = [
      TableGrant(address: PrivateKey.alice.address, insert: false, update: false, read: true),
      TableGrant(address: PrivateKey.bob.address, insert: true, update: true, read: false),
    ]
    #expect(!table.allowsReading(by: nobody))
    #expect(table.allowsReading(by: Credentials(keys: [PrivateKey.creator.publicKey])))
    #expect(table.allowsReading(by: Credentials(keys: [PrivateKey.alice.publicKey])))
    #expect(!table.allowsReading(by: Credentials(keys: [PrivateKey.bob.publicKey])))
  }
}

@Suite struct CredentialsTests {
  private let keys = [PrivateKey.alice, .bob, .carol].map(\.publicKey)

  @Test func thresholdAddressTakesEnoughOfItsKeysAndToBeSpelledOut() throws {
    let twoOfThree = try #require(Threshold(required: 2, keys: keys))
    let address = Address(twoOfThree)
    #expect(Credentials(keys: [keys[0], keys[2]], thresholds: [twoOfThree]).satisfies(address))
    #expect(!Credentials(keys: [keys[0]], thresholds: [twoOfThree]).satisfies(address))
    #expect(!Credentials(keys: keys).satisfies(address))
    let twoOfTwo = try #require(Threshold(required: 2, keys: [keys[0], keys[1]]))
    #expect(!Credentials(keys: keys, thresholds: [twoOfTwo]).satisfies(address))
  }

  @Test func contractAddressIsNeverSatisfied() {
    let contract = Address(kind: .contract, hash: Address(keys[0]).hash)
    #expect(!Credentials(keys: keys).satisfies(contract))
  }

  @Test func keyOfAThresholdIsNotTheThreshold() throws {
    let oneOfOne = try #require(Threshold(required: 1, keys: [keys[0]]))
    #expect(!Credentials(keys: [keys[1]], thresholds: [oneOfOne]).satisfies(Address(oneOfOne)))
    #expect(!Credentials(keys: [], thresholds: [oneOfOne]).satisfies(Address(keys[0])))
    #expect(Credentials(keys: [keys[0]], thresholds: [oneOfOne]).satisfies(Address(oneOfOne)))
  }

  @Test func remedyNamesWhatWouldSatisfyEachKindOfAddress() throws {
    let twoOfThree = try #require(Threshold(required: 2, keys: keys))
    let credentials = Credentials(keys: [keys[0]], thresholds: [twoOfThree])
    #expect(credentials.remedy(for: [Address(keys[1])]) == "sign with the key of \(Address(keys[1]))")
    #expect(credentials.remedy(for: [Address(twoOfThree)]).contains("sign with 2 of the keys"))
    #expect(Credentials(keys: []).remedy(for: [Address(twoOfThree)]).contains("spell out the threshold"))
    #expect(credentials.remedy(for: [Address(kind: .contract, hash: .zero)]).contains("contract"))
    #expect(credentials.remedy(for: []) == "nobody has this right")
    #expect(
      credentials.remedy(for: keys.map { Address($0) } + [Address(twoOfThree)]).hasSuffix("one of 1 more addresses"))
  }

  @Test func thresholdPaysWhenEnoughOfItsKeysSign() throws {
    let safe = try #require(Threshold(required: 2, keys: keys))
    var ledger = try TestLedger()
    try ledger.succeed(
      .move(Move(table: TestLedger.coin, from: PrivateKey.alice.address, to: Address(safe), amount: Amount(40))),
      by: .alice)
    let spend = Entry.move(
      Move(table: TestLedger.coin, from: Address(safe), to: PrivateKey.bob.address, amount: Amount(15)))
    #expect(try ledger.run(spend, by: .alice, thresholds: [safe]).refusal?.reason == Reason.needsHolder.rawValue)
    #expect(try ledger.run(spend, by: .alice, .bob).refusal?.reason == Reason.needsHolder.rawValue)
    try ledger.succeed(spend, by: .alice, .carol, thresholds: [safe])
    #expect(try ledger.query.balance(of: Address(safe), in: TestLedger.coin) == Amount(25))
  }
}

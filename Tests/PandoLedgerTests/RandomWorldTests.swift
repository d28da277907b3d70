import PandoLedger
import PandoPrimitives
import PandoStorage
import Testing

/// Random transactions on random small worlds, against ``NaiveModel``.
@Suite struct RandomWorldTests {
  private static let people = [PrivateKey.creator, .alice, .bob, .carol]
  private static let assets = ["demo/a", "demo/b", "demo/c"].map { known(TableName($0)) }
  private static let binaries = ["demo/x", "demo/y"].map { known(TableName($0)) }

  @Test(arguments: 0..<40 as Range<UInt64>) func executionAgreesWithTheNaiveModel(seed: UInt64) throws {
    var chance = SplitMix(seed: seed)
    let genesis = world(&chance)
    var model = naive(genesis)
    var ledger = try TestLedger(genesis)
    for _ in 0..<12 {
      var transactions: [VerifiedTransaction] = []
      for _ in 0..<chance.below(8) {
        let signers = RandomWorldTests.people.filter { _ in chance.below(3) > 0 }
        let entries = (0...chance.below(4)).map { _ in entry(&chance) }
        transactions.append(try ledger.transaction(entries, by: signers.isEmpty ? [.alice] : signers))
      }
      // A proposer meets a duplicate now and then.
      if chance.below(3) == 0, let first = transactions.first { transactions.append(first) }
      let proposal = try ledger.execute(transactions, inadmissible: .skip).get()
      let block = try ledger.block(proposal.transactions)
      #expect(block.layer.changes == proposal.layer.changes)
      for (transaction, result) in zip(block.transactions, block.results.results) {
        let body = transaction.transaction.body
        let signers = Set(body.credentials.map { Address($0) })
        #expect(model.run(body.entries, signers: signers) == result.code, "\(result)")
      }
      try expectEqual(ledger, model)
    }
  }

  private func entry(_ chance: inout SplitMix) -> Entry {
    func someone() -> Address { RandomWorldTests.people[chance.below(RandomWorldTests.people.count)].address }
    func table() -> TableName {
      // Now and then one of the wrong kind.
      let all = RandomWorldTests.assets + RandomWorldTests.binaries
      return all[chance.below(all.count)]
    }
    let asset = chance.below(10) == 0 ? table() : RandomWorldTests.assets[chance.below(2)]
    let binary = chance.below(10) == 0 ? table() : RandomWorldTests.binaries[chance.below(2)]
    let amount = Amount(chance.below(40) == 0 ? .max - UInt128(chance.below(3)) : UInt128(chance.below(12)))
    let key = [UInt8(chance.below(4))]
    switch chance.below(12) {
    case 0...4: return .move(Move(table: asset, from: someone(), to: someone(), amount: amount))
    case 5, 6: return .mint(Mint(table: asset, to: someone(), amount: amount))
    case 7: return .burn(Burn(table: asset, from: someone(), amount: amount))
    case 8, 9:
      let owners = chance.below(2) == 0 ? [] : [someone()]
      return .put(Put(table: binary, key: key, value: chance.bytes(chance.below(3)), owners: owners))
    case 10: return .delete(Delete(table: binary, key: key))
    default:
      let isAsset = chance.below(2) == 0
      return .createTable(
        TableDescriptor(
          name: isAsset ? RandomWorldTests.assets[2] : RandomWorldTests.binaries[1], kind: isAsset ? .asset : .binary,
          owners: [someone()]))
    }
  }

  /// Two asset tables and a binary one with random rights; the rest is left to be created.
  private func world(_ chance: inout SplitMix) -> Genesis {
    var genesis = Genesis.demo
    func someone() -> Address { RandomWorldTests.people[chance.below(RandomWorldTests.people.count)].address }
    var tables: [TableDescriptor] = []
    for name in RandomWorldTests.assets.prefix(2) {
      var table = TableDescriptor(name: name, kind: .asset, owners: [someone()])
      if chance.below(2) == 0 { table.tokenAdmins = [someone()] }
      table.proofs = chance.below(3) > 0
      tables.append(table)
    }
    var notes = TableDescriptor(name: RandomWorldTests.binaries[0], kind: .binary, owners: [someone()])
    notes.permissionModel = known(PermissionModel(rawValue: UInt64(chance.below(5))))
    notes.grants = [
      TableGrant(
        address: someone(), insert: chance.below(2) == 0, update: chance.below(2) == 0, read: chance.below(2) == 0)
    ]
    tables.append(notes)
    genesis.tables = tables
    genesis.balances = RandomWorldTests.people.dropFirst().map {
      Genesis.Balance(table: RandomWorldTests.assets[0], address: $0.address, amount: Amount(20))
    }
    return genesis
  }

  private func naive(_ genesis: Genesis) -> NaiveModel {
    var model = NaiveModel()
    model.creators = [PrivateKey.creator.address]
    for table in genesis.tables {
      model.tables[table.name.description] = NaiveModel.Table(
        isAsset: table.kind == .asset, owners: Set(table.owners),
        inserters: Set(table.grants.filter(\.insert).map(\.address)),
        updaters: Set(table.grants.filter(\.update).map(\.address)), admins: Set(table.tokenAdmins),
        model: table.permissionModel)
    }
    for balance in genesis.balances {
      model.balances[balance.table.description, default: [:]][balance.address] = balance.amount.units
    }
    return model
  }

  private func expectEqual(_ ledger: TestLedger, _ model: NaiveModel) throws {
    let tables = try ledger.query.tables(limit: 100)
    #expect(tables.map(\.name.description) == model.tables.keys.sorted())
    for table in tables {
      let name = table.name.description
      var balances: [Address: UInt128] = [:]
      var rows: [[UInt8]: NaiveModel.Row] = [:]
      for row in try ledger.query.rows(of: table.name, limit: 100) {
        switch row.content {
        case .balance(let amount): balances[known(Address(bytes: row.key))] = amount.units
        case .binary(let binary): rows[row.key] = .init(value: binary.value, owners: Set(binary.owners))
        case .system: Issue.record("A table of users has a row of the system's.")
        }
      }
      #expect(balances == model.balances[name] ?? [:])
      #expect(rows == model.rows[name] ?? [:])
      #expect(try ledger.query.supply(of: table.name).units == balances.values.reduce(0, +))
    }
  }
}

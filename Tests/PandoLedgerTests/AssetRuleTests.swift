import PandoLedger
import PandoPrimitives
import PandoStorage
import Testing

/// The rule against differences that no entry makes: it must catch what a wrong entry or contract would do.
@Suite struct AssetRuleTests {
  private let alice = PrivateKey.alice.address
  private let bob = PrivateKey.bob.address

  private func row(_ units: UInt128?) -> [UInt8]? {
    units.map { BalanceRow(amount: Amount($0)).canonicalBytes }
  }

  private func change(_ address: Address, _ before: UInt128?, _ after: UInt128?) -> RowChange {
    RowChange(
      key: RowKey.storeKey(table: TestLedger.coin, row: address.bytes), before: row(before), after: row(after))
  }

  private func supply(_ before: UInt128?, _ after: UInt128?) -> RowChange {
    RowChange(key: SystemTable.supplies.key(TestLedger.coin.bytes), before: row(before), after: row(after))
  }

  private func verdict(
    _ balances: [RowChange], supply: RowChange? = nil, minted: [UInt128] = [], burned: [UInt128] = []
  ) -> Reason? {
    var difference = AssetRule.Difference(table: TestLedger.coin)
    difference.balances = balances
    difference.supply = supply
    difference.minted = WideSum(minted.map { Amount($0) })
    difference.burned = WideSum(burned.map { Amount($0) })
    do throws(ExecutionFailure) {
      try AssetRule.check(difference)
      return nil
    } catch {
      guard case .refused(let refusal) = error else {
        Issue.record("The store has no part in this.")
        return nil
      }
      return Reason(rawValue: refusal.reason)
    }
  }

  @Test func honestDifferencesPass() {
    #expect(verdict([]) == nil)
    #expect(verdict([change(alice, 10, 4), change(bob, nil, 6)]) == nil)
    #expect(verdict([change(alice, 10, nil), change(bob, 1, 11)]) == nil)
    #expect(verdict([change(bob, nil, 5)], supply: supply(nil, 5), minted: [5]) == nil)
    #expect(verdict([change(bob, 5, nil)], supply: supply(5, nil), burned: [5]) == nil)
    #expect(verdict([change(bob, 5, 6)], supply: supply(5, 6), minted: [3], burned: [2]) == nil)
    #expect(verdict([], minted: [3], burned: [3]) == nil)
  }

  @Test func amountsThatAppearOrVanishAreCaught() {
    #expect(verdict([change(bob, nil, 1)]) == .conservationBroken)
    #expect(verdict([change(bob, 1, nil)]) == .conservationBroken)
    #expect(verdict([change(alice, 10, 4), change(bob, nil, 7)]) == .conservationBroken)
    #expect(verdict([change(alice, 10, 4)]) == .conservationBroken)
    #expect(verdict([change(bob, nil, 6)], supply: supply(nil, 6), minted: [5]) == .conservationBroken)
    #expect(verdict([change(bob, nil, 4)], supply: supply(nil, 4), minted: [5]) == .conservationBroken)
    #expect(verdict([change(bob, nil, 5)], supply: supply(nil, 5), burned: [5]) == .conservationBroken)
    #expect(verdict([], minted: [5]) == .conservationBroken)
    #expect(verdict([], burned: [5]) == .conservationBroken)
  }

  @Test func supplyThatDoesNotFollowIsCaught() {
    #expect(verdict([change(bob, nil, 5)], minted: [5]) == .conservationBroken)
    #expect(verdict([change(bob, nil, 5)], supply: supply(nil, 6), minted: [5]) == .conservationBroken)
    #expect(verdict([change(alice, 10, 4), change(bob, nil, 6)], supply: supply(10, 11)) == .conservationBroken)
    #expect(verdict([], supply: supply(nil, 1)) == .conservationBroken)
  }

  @Test func sumsThatGoRoundTwoToTheHundredTwentyEightAreCaught() {
    let most = UInt128.max
    // Modulo 2^128 each of these is in balance.
    #expect(verdict([change(alice, most, 1), change(bob, 2, nil)]) == .conservationBroken)
    #expect(verdict([change(alice, 1, most), change(bob, nil, 2)]) == .conservationBroken)
    #expect(
      verdict([change(bob, nil, 1)], supply: supply(nil, 1), minted: [most, 2]) == .conservationBroken)
    #expect(verdict([change(alice, most, most - 1), change(bob, most, nil)], burned: []) == .conservationBroken)
    #expect(verdict([change(alice, most, nil), change(bob, nil, most)]) == nil)
  }

  @Test func rowsThatAreNoBalancesAreCaught() {
    let key = RowKey.storeKey(table: TestLedger.coin, row: alice.bytes)
    // Zero written out, a leading zero byte, 2^128, a stray field, no message at all.
    let bad: [[UInt8]] = [
      [], [0x0A, 0x01, 0x00], [0x0A, 0x02, 0x00, 0x05], [0x0A, 0x11, 0x01] + [UInt8](repeating: 0, count: 16),
      [0x0A, 0x01, 0x05, 0x10, 0x01], [0xFF],
    ]
    for bytes in bad {
      #expect(verdict([RowChange(key: key, before: nil, after: bytes)], minted: [5]) == .balanceMalformed)
    }
    let nobody = RowKey.storeKey(table: TestLedger.coin, row: [1, 2, 3])
    #expect(verdict([RowChange(key: nobody, before: nil, after: row(5))], minted: [5]) == .balanceMalformed)
  }

  @Test func damagedRowBelowIsTheStoresTrouble() {
    var difference = AssetRule.Difference(table: TestLedger.coin)
    difference.balances = [
      RowChange(key: RowKey.storeKey(table: TestLedger.coin, row: alice.bytes), before: [0xFF], after: nil)
    ]
    #expect { try AssetRule.check(difference) } throws: { error in
      guard case ExecutionFailure.storage(let trouble) = error else { return false }
      return trouble.code == .corrupted
    }
  }

  @Test func wideSumsCountBeyondTheGreatestAmount() {
    var sum = WideSum([Amount(.max), Amount(1)])
    #expect(sum.amount == nil)
    #expect(sum != WideSum())
    #expect(sum == WideSum([Amount(1), Amount(.max)]))
    sum.add(Amount(.max))
    #expect(sum == WideSum([Amount(.max), Amount(.max)]) + WideSum([Amount(1)]))
    #expect(WideSum([Amount(.max)]) + WideSum([Amount(.max)]) == WideSum([Amount(.max), Amount(.max)]))
    #expect(WideSum([Amount(3), Amount(4)]).amount == Amount(7))
  }
}

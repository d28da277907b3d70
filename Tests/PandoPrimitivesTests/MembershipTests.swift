import PandoPrimitives
import Testing

@Suite struct MembershipTests {
  struct Quorum: Decodable {
    let validators: Int
    let byzantine, crash: UInt64
  }

  private func validators(_ count: Int, weight: UInt64 = 1) -> [Validator] {
    var generator = SeededGenerator(seed: 11)
    return (0..<count).map { _ in Validator(key: generator.key(.ed25519), weight: weight) }
  }

  private func set(_ validators: [Validator], _ mode: FaultMode = .byzantine) throws -> ValidatorSet {
    ValidatorSet(try #require(Membership(validators: validators)), faultMode: mode)
  }

  @Test func quorumsAreThoseOfTheTable() throws {
    let table = try Vectors.load("quorums.json", as: [Quorum].self)
    #expect(table.map(\.validators) == Array(1...31))
    for row in table {
      #expect(try set(validators(row.validators), .byzantine).quorum == row.byzantine)
      #expect(try set(validators(row.validators), .crash).quorum == row.crash)
    }
  }

  @Test func twoQuorumsShareMoreThanMayBeFaulty() throws {
    for count in 1...128 {
      let byzantine = try set(validators(count))
      let faulty = UInt64((count - 1) / 3)
      #expect(2 * byzantine.quorum - UInt64(count) > faulty)
      #expect(byzantine.quorum <= UInt64(count) - faulty)
      let crash = try set(validators(count), .crash)
      #expect(2 * crash.quorum > UInt64(count))
      #expect(crash.quorum <= UInt64(count) - UInt64((count - 1) / 2))
    }
  }

  @Test func weightsCountInsteadOfHeads() throws {
    let all = validators(4)
    var heavy = all.sorted { $0.key < $1.key }
    heavy[0] = Validator(key: heavy[0].key, weight: 10)
    let set = try set(heavy)
    #expect(set.totalWeight == 13)
    #expect(set.quorum == 9)
    #expect(set.weight(of: [ValidatorIndex(0)]) == 10)
    #expect(set.weight(of: [ValidatorIndex(1), ValidatorIndex(2), ValidatorIndex(3)]) == 3)
    #expect(set.weight(of: [ValidatorIndex(0), ValidatorIndex(0)]) == 10)
    #expect(set.weight(of: [ValidatorIndex(4), ValidatorIndex(-1)]) == 0)
  }

  @Test func theGreatestWeightsDoNotOverflow() throws {
    let set = try set(validators(128, weight: Validator.weightMax))
    #expect(set.totalWeight == 128 << 32)
    #expect(set.quorum == 2 * (128 << 32) / 3 + 1)
  }

  @Test func indicesFollowTheOrderOfKeys() throws {
    let set = try set(validators(5))
    for position in 0..<5 {
      let key = try #require(set[ValidatorIndex(position)]).key
      #expect(set.index(of: key) == ValidatorIndex(position))
    }
    #expect(set[ValidatorIndex(5)] == nil)
    #expect(set[ValidatorIndex(-1)] == nil)
    var generator = SeededGenerator(seed: 12)
    #expect(set.index(of: generator.key(.ed25519)) == nil)
  }

  @Test func membershipsThatMakeNoLedgerAreNil() {
    let some = validators(129)
    #expect(Membership(validators: []) == nil)
    #expect(Membership(validators: some) == nil)
    #expect(Membership(validators: Array(some.prefix(128))) != nil)
    #expect(Membership(validators: [some[0], some[0]]) == nil)
    #expect(Membership(validators: [some[0]], applicationNodes: [ApplicationNode(key: some[0].key)]) == nil)
    #expect(Membership(validators: [Validator(key: some[0].key, weight: 0)]) == nil)
    #expect(Membership(validators: [Validator(key: some[0].key, weight: Validator.weightMax + 1)]) == nil)
    var generator = SeededGenerator(seed: 13)
    #expect(Membership(validators: [Validator(key: generator.key(.p256))]) == nil)
    #expect(
      Membership(validators: [some[0]], applicationNodes: [ApplicationNode(key: generator.key(.p256))]) == nil)
  }

  @Test func onlyMembersAreAdmitted() throws {
    let some = validators(3)
    let membership = try #require(
      Membership(validators: [some[0]], applicationNodes: [ApplicationNode(key: some[1].key)]))
    #expect(membership.admits(some[0].key))
    #expect(membership.admits(some[1].key))
    #expect(!membership.admits(some[2].key))
  }

  @Test func theHashOfAValidatorSetLooksAtNothingElse() throws {
    let some = validators(3)
    let follower = [ApplicationNode(key: validators(4)[3].key)]
    let bare = try #require(Membership(validators: some))
    let followed = try #require(Membership(validators: some.reversed(), applicationNodes: follower))
    #expect(
      ValidatorSet(bare, faultMode: .byzantine).hash == ValidatorSet(followed, faultMode: .crash).hash)
    #expect(try set(some).hash != set(Array(some.prefix(2))).hash)
  }
}

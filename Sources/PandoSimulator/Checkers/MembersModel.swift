import PandoLedger
import PandoPrimitives

/// Who belongs to the ledger at which height, as the changes that succeeded say.
struct MembersModel {
  struct Members {
    /// Ascending by key.
    private(set) var validators: [Validator]
    private(set) var followers: [PublicKey]

    init(_ membership: Membership) {
      validators = membership.validators
      followers = membership.applicationNodes.map(\.key)
    }

    var all: [PublicKey] { validators.map(\.key) + followers }

    /// Those that a change makes of these.
    func changed(by change: ChangeMembers) -> Members {
      var members = self
      let named = change.validators.map(\.key) + change.applicationNodes.map(\.key) + change.removed
      members.validators.removeAll { named.contains($0.key) }
      members.followers.removeAll { named.contains($0) }
      members.validators += change.validators
      members.validators.sort { $0.key < $1.key }
      members.followers += change.applicationNodes.map(\.key)
      members.followers.sort()
      return members
    }
  }

  private let faultMode: FaultMode
  /// Each holds from its height on.
  private var sets: [(activation: UInt64, members: Members)]

  init(_ membership: Membership, _ faultMode: FaultMode) {
    self.faultMode = faultMode
    sets = [(1, Members(membership))]
  }

  /// Those that hold when everything decided has come into force.
  var latest: Members { sets[sets.count - 1].members }

  /// Those that hold at `height`, and those that will later.
  func from(_ height: UInt64) -> [Members] {
    let first = sets.lastIndex { $0.activation <= height } ?? 0
    return sets[first...].map(\.members)
  }

  /// Who decides in an epoch; nil when none begins there. Ask when everything below it is known.
  func electorate(in epoch: Epoch) -> Electorate? {
    guard let index = sets.lastIndex(where: { $0.activation <= epoch.first.value }) else { return nil }
    let validators = sets[index].members.validators
    let begins =
      index == 0
      ? epoch.first.value == 1
      : sets[index].activation == epoch.first.value && sets[index - 1].members.validators != validators
    return begins ? Electorate(validators: validators, faultMode: faultMode) : nil
  }

  /// Whether a node votes or has voted or will, as far as anything is decided.
  func everVotes(_ key: PublicKey) -> Bool {
    sets.contains { $0.members.validators.contains { $0.key == key } }
  }

  mutating func apply(_ block: Block, _ results: BlockResults) {
    for (transaction, result) in zip(block.transactions, results.results) where result.code == .success {
      for case .changeMembers(let change) in transaction.body.entries {
        sets.append((change.activation.value, latest.changed(by: change)))
      }
    }
  }
}

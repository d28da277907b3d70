import PandoLedger
import PandoPrimitives

/// Who belongs to the ledger at which height, as the changes that succeeded say.
struct MembersModel {
  struct Members {
    /// Ascending by key.
    var weights: [(key: PublicKey, weight: UInt64)]
    var followers: [PublicKey]

    var all: [PublicKey] { weights.map(\.key) + followers }
  }

  /// Each holds from its height on.
  private var sets: [(activation: UInt64, members: Members)]

  init(_ membership: Membership) {
    sets = [
      (
        1,
        Members(
          weights: membership.validators.map { ($0.key, $0.weight) }, followers: membership.applicationNodes.map(\.key))
      )
    ]
  }

  /// Those that hold when everything decided has come into force.
  var latest: Members { sets[sets.count - 1].members }

  /// Those that hold at `height`, and those that will later.
  func from(_ height: UInt64) -> [Members] {
    let first = sets.lastIndex { $0.activation <= height } ?? 0
    return sets[first...].map(\.members)
  }

  mutating func apply(_ block: Block, _ results: BlockResults) {
    for (transaction, result) in zip(block.transactions, results.results) where result.code == .success {
      for case .changeMembers(let change) in transaction.body.entries { apply(change) }
    }
  }

  private mutating func apply(_ change: ChangeMembers) {
    var members = latest
    let named = change.validators.map(\.key) + change.applicationNodes.map(\.key) + change.removed
    members.weights.removeAll { named.contains($0.key) }
    members.followers.removeAll { named.contains($0) }
    members.weights += change.validators.map { ($0.key, $0.weight) }
    members.weights.sort { $0.key < $1.key }
    members.followers += change.applicationNodes.map(\.key)
    members.followers.sort()
    sets.append((change.activation.value, members))
  }
}

import PandoPrimitives

/// What a change of members makes of the members, and whether it may (docs/spec/genesis.md, "Members").
///
/// The ledger cannot know which validators are alive. It can refuse changes that would stop it even if all are:
///
/// 1. *Not too many at once.* Those who stay keep the ledger going only as far as the old quorum was theirs, so the
///    weight that validators lose is at most what the old set could do without (W − q), or it is that of one validator.
/// 2. *A quorum of known nodes.* A node that is not a member cannot connect and so has followed nothing. The new
///    validators that were members before, as validators or application nodes, must make a quorum by themselves.
enum MembershipRule {
  /// The members that `change` makes of `membership` in a ledger of this fault mode.
  static func changed(
    _ membership: Membership, by change: ChangeMembers, faultMode: FaultMode
  ) throws(Refusal) -> Membership {
    try check(change, against: membership)
    let result = try merged(membership, change)
    guard result != membership else {
      throw Refusal(.changeEmpty, "The change leaves the members as they are; name what should differ.")
    }
    try checkLoss(from: ValidatorSet(membership, faultMode: faultMode), to: result)
    try checkKnownQuorum(of: ValidatorSet(result, faultMode: faultMode), among: membership)
    return result
  }

  private static func check(_ change: ChangeMembers, against membership: Membership) throws(Refusal) {
    let keys = change.validators.map(\.key) + change.applicationNodes.map(\.key) + change.removed
    guard isStrictlyAscending(keys.sorted()) else {
      throw Refusal(.memberRepeated, "The change names a node more than once; name each once.")
    }
    for key in change.removed where !membership.admits(key) {
      throw Refusal(.memberUnknown, "The node \(key) is to be removed and is no member; leave it out.")
    }
    for validator in change.validators {
      guard validator.key.scheme == .ed25519, (1...Validator.weightMax).contains(validator.weight),
        validator.name.utf8.count <= Validator.nameByteCountMax
      else {
        throw Refusal(
          .memberInvalid,
          "The validator \(validator.key) needs an Ed25519 key, a weight from 1 to \(Validator.weightMax) and a name "
            + "of at most \(Validator.nameByteCountMax) bytes.")
      }
    }
    for node in change.applicationNodes {
      guard node.key.scheme == .ed25519, node.name.utf8.count <= Validator.nameByteCountMax else {
        throw Refusal(
          .memberInvalid,
          "The application node \(node.key) needs an Ed25519 key and a name of at most "
            + "\(Validator.nameByteCountMax) bytes.")
      }
    }
  }

  private static func merged(_ membership: Membership, _ change: ChangeMembers) throws(Refusal) -> Membership {
    let named = Set(change.validators.map(\.key) + change.applicationNodes.map(\.key) + change.removed)
    let validators = membership.validators.filter { !named.contains($0.key) } + change.validators
    let nodes = membership.applicationNodes.filter { !named.contains($0.key) } + change.applicationNodes
    guard !validators.isEmpty else {
      throw Refusal(.validatorsNone, "The change leaves no validator; a ledger needs at least one.")
    }
    guard let result = Membership(validators: validators, applicationNodes: nodes) else {
      throw Refusal(
        .membersTooMany,
        "The change makes \(validators.count) validators and \(nodes.count) application nodes; a ledger has at most "
          + "\(Membership.validatorCountMax) and \(Membership.applicationNodeCountMax).")
    }
    return result
  }

  private static func checkLoss(from old: ValidatorSet, to membership: Membership) throws(Refusal) {
    var losers = 0
    var lost: UInt64 = 0
    for validator in old.validators {
      let weight = membership.validators.first { $0.key == validator.key }?.weight ?? 0
      guard weight < validator.weight else { continue }
      losers += 1
      lost += validator.weight - weight
    }
    let spare = old.totalWeight - old.quorum
    guard losers <= 1 || lost <= spare else {
      throw Refusal(
        .validatorsLost,
        "The change takes a weight of \(lost) from \(losers) validators at once; with a quorum of \(old.quorum) of "
          + "\(old.totalWeight), take at most \(spare), or from one validator at a time.")
    }
  }

  private static func checkKnownQuorum(of set: ValidatorSet, among membership: Membership) throws(Refusal) {
    let known = set.validators.filter { membership.admits($0.key) }.reduce(0) { $0 + $1.weight }
    guard known >= set.quorum else {
      throw Refusal(
        .quorumUnreachable,
        "Of the new validators, those that are members now hold a weight of \(known), and the quorum becomes "
          + "\(set.quorum); admit the others as application nodes first, or add fewer at once.")
    }
  }
}

import PandoPrimitives
import PandoStorage

extension ChangeMembers {
  /// Decides a change of members that holds from its activation height on. Takes the consensus admins.
  func apply<Store: StoreReader>(
    to world: inout World<Store>, by credentials: Credentials
  ) throws(ExecutionFailure) {
    let configuration = world.configuration
    try configuration.requireConsensusAdmins(credentials)
    try configuration.requireMembersSettled()
    try configuration.requireActivation(activation)
    let old = configuration.membership
    let faultMode = configuration.parameters.faultMode
    let new: Membership
    do {
      new = try MembershipRule.changed(old, by: self, faultMode: faultMode)
    } catch {
      throw .refused(error)
    }
    let since = new.validators == old.validators ? configuration.validatorsSince : activation
    world.setMembership(MembershipRow(membership: new, validatorsSince: since), from: activation)
    world.emit(.membersChanged(ValidatorSet(new, faultMode: faultMode), activation: activation))
  }
}

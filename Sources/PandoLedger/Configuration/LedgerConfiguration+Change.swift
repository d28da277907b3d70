import PandoPrimitives

/// What every change of members and parameters has to keep (docs/spec/blocks.md, "Changes").
extension LedgerConfiguration {
  /// How many heights lie at least, and at most, between the block that decides a change and the first it holds for.
  ///
  /// Two, so that the block before the change is not the one that decides it and its proposer knew of it. The upper
  /// bound keeps a slip of the pen from blocking all further changes for ever.
  package static let activationDistanceMin: UInt64 = 2
  package static let activationDistanceMax: UInt64 = 10_000

  func requireConsensusAdmins(_ credentials: Credentials) throws(ExecutionFailure) {
    guard consensusAdmins.isSatisfied(by: credentials.keys) else {
      let signed = consensusAdmins.keys.count { credentials.keys.contains($0) }
      throw .refused(
        .needsConsensusAdmins,
        "Changing members and parameters takes \(consensusAdmins.required) of the \(consensusAdmins.keys.count) "
          + "consensus admins, and \(signed) signed; collect the other signatures.")
    }
  }

  func requireActivation(_ activation: Height) throws(ExecutionFailure) {
    // The subtraction cannot wrap: it is reached only when the activation is the greater.
    guard activation > height, activation.value - height.value >= LedgerConfiguration.activationDistanceMin else {
      throw .refused(
        .activationTooSoon,
        "The change is decided at height \(height) and would hold from \(activation); give a height of at least "
          + "\(height.value + LedgerConfiguration.activationDistanceMin).")
    }
    guard activation.value - height.value <= LedgerConfiguration.activationDistanceMax else {
      throw .refused(
        .activationTooFar,
        "The change is decided at height \(height) and would hold from \(activation) only; give a height of at most "
          + "\(height.value + LedgerConfiguration.activationDistanceMax).")
    }
  }

  /// Refuses a change of members while one is pending, or while one of the fault mode is: each of the two rules about
  /// quorums then looks at one change alone.
  func requireMembersSettled() throws(ExecutionFailure) {
    if let pendingMembership { throw changePending("members", pendingMembership.activation) }
    if let pendingParameters, pendingParameters.value.parameters.faultMode != parameters.faultMode {
      throw changePending("the fault mode", pendingParameters.activation)
    }
  }

  /// Refuses a change of parameters while one is pending, or one of the fault mode while one of members is.
  func requireParametersSettled(for new: ChainParameters) throws(ExecutionFailure) {
    if let pendingParameters { throw changePending("parameters", pendingParameters.activation) }
    if let pendingMembership, new.faultMode != parameters.faultMode {
      throw changePending("members", pendingMembership.activation)
    }
  }

  private func changePending(_ what: String, _ activation: Height) -> ExecutionFailure {
    .refused(
      .changePending, "A change of \(what) is decided and holds from height \(activation); wait until it does.")
  }
}

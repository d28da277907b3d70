public import PandoAPI
public import PandoPrimitives

/// Checks that blocks are final without trusting the node that serves them: it knows the ledger and its validators.
///
/// The validators come from the genesis, which the caller has from a source it trusts, or from an answer that it
/// decides to trust. Blocks that another set of validators decided are refused by name.
public struct BlockVerifier: Hashable, Sendable {
  public let chainID: Hash
  public let validators: ValidatorSet

  public init(chainID: Hash, validators: ValidatorSet) {
    self.chainID = chainID
    self.validators = validators
  }

  /// Trusts the validators that the ledger began with.
  public init(genesis: Genesis) {
    self.init(
      chainID: genesis.chainID,
      validators: ValidatorSet(genesis.membership, faultMode: genesis.parameters.faultMode))
  }

  /// Checks a block as REST serves it, and gives the validators whose signatures prove it.
  /// - Throws: `proofInvalid`, with what is wrong.
  @discardableResult
  public func verify(_ answer: BlockAnswer) throws(ClientError) -> [Validator] {
    guard answer.header.id == answer.id else { throw invalid(answer.header, "its identifier is not its header's") }
    return try verify(answer.header, evidence: answer.evidence)
  }

  /// Checks a block with its transactions.
  /// - Throws: `proofInvalid`, with what is wrong.
  @discardableResult
  public func verify(_ certified: CertifiedBlock) throws(ClientError) -> [Validator] {
    let digest = Block.transactionsDigest(certified.block.transactions.map(\.digest))
    guard digest == certified.block.header.transactionsDigest else {
      throw invalid(certified.block.header, "its transactions are not those that its header commits to")
    }
    return try verify(certified.block.header, evidence: certified.evidence)
  }

  /// Checks that `evidence` proves the block with this header to be final. Costs a quorum of signature checks.
  /// - Throws: `proofInvalid`, with what is wrong.
  @discardableResult
  public func verify(_ header: BlockHeader, evidence: Evidence) throws(ClientError) -> [Validator] {
    guard header.chainID == chainID else { throw invalid(header, "it is of the ledger \(header.chainID)") }
    guard header.validatorsHash == validators.hash else {
      throw invalid(header, "other validators than the trusted ones decided it")
    }
    let epoch = evidence.finalization.ballot.epoch
    guard epoch.first <= header.height else { throw invalid(header, "its evidence is of a later epoch") }
    guard evidence.proves(header.id, chainID: chainID, epoch: epoch, set: validators) else {
      throw invalid(header, "its evidence is not a quorum of valid signatures for it")
    }
    return evidence.finalization.signers.compactMap { validators[$0] }
  }

  private func invalid(_ header: BlockHeader, _ what: String) -> ClientError {
    ClientError(.proofInvalid, "Block \(header.height) is not proven final: \(what). Do not rely on it.")
  }
}

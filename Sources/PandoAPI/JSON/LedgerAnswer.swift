public import PandoPrimitives

/// Which ledger it is and the rules it follows: `GET /v1/ledger`.
public struct LedgerAnswer: Hashable, Sendable, Codable {
  /// The rules that one epoch follows.
  public struct Rules: Hashable, Sendable, Codable {
    /// The first height that these rules decide.
    public let activation: Height
    public let parameters: ChainParameters
    public let validators: [Validator]
    public let applicationNodes: [ApplicationNode]
    /// The sum of the validators' weights, and how much of it decides.
    public let totalWeight: UInt64
    public let quorum: UInt64

    public init(activation: Height, parameters: ChainParameters, membership: Membership) {
      let set = ValidatorSet(membership, faultMode: parameters.faultMode)
      self.activation = activation
      self.parameters = parameters
      validators = membership.validators
      applicationNodes = membership.applicationNodes
      totalWeight = set.totalWeight
      quorum = set.quorum
    }
  }

  public let network: String
  public let ledger: String
  /// The hash of the genesis, which is at `/v1/genesis`.
  public let chainId: Hash
  public let genesisTime: Timestamp
  public let consensusAdmins: Threshold
  /// The rules in force for the block above `atHeight`.
  public let rules: Rules
  /// Changes that are decided and not yet in force, in order of activation.
  public let scheduled: [Rules]
  public let atHeight: Height

  public init(
    genesis: Genesis, consensusAdmins: Threshold, rules: Rules, scheduled: [Rules], atHeight: Height
  ) {
    network = genesis.network
    ledger = genesis.ledger
    chainId = genesis.chainID
    genesisTime = genesis.time
    self.consensusAdmins = consensusAdmins
    self.rules = rules
    self.scheduled = scheduled
    self.atHeight = atHeight
  }
}

/// Validators that were caught: `GET /v1/evidence`.
public struct EvidenceAnswer: Hashable, Sendable, Codable {
  public struct Case: Hashable, Sendable, Codable {
    /// The key that signed both votes.
    public let validator: PublicKey
    public let equivocation: Equivocation

    public init(validator: PublicKey, equivocation: Equivocation) {
      self.validator = validator
      self.equivocation = equivocation
    }
  }

  public let cases: [Case]
  public let atHeight: Height

  public init(cases: [Case], atHeight: Height) {
    self.cases = cases
    self.atHeight = atHeight
  }
}

/// What a validator says about a view (Chan and Pass, "Simplex Consensus", TCC 2023, §2).
public enum VoteKind: UInt64, Sendable, CaseIterable {
  /// "This block is the one I take for this view."
  case notarize = 1
  /// "I give this view up."
  case nullify = 2
  /// "I saw this block notarized and will never give this view up."
  case finalize = 3
}

/// The run of heights that one set of validators decides, named by its first height.
///
/// Votes carry it, so that a vote under one set of validators never counts under another.
public struct Epoch: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let first: Height
  public init(first: Height) { self.first = first }
  public static func < (left: Epoch, right: Epoch) -> Bool { left.first < right.first }
  public var description: String { "epoch@\(first)" }
}

/// A vote without its signature: what was voted, and where.
public struct Ballot: Hashable, Sendable, CanonicalMessage {
  public let kind: VoteKind
  public let epoch: Epoch
  public let view: View
  /// The block; nil for `nullify` alone.
  public let blockID: BlockID?

  private init(kind: VoteKind, epoch: Epoch, view: View, blockID: BlockID?) {
    self.kind = kind
    self.epoch = epoch
    self.view = view
    self.blockID = blockID
  }

  /// See ``VoteKind/notarize``.
  public static func notarize(_ epoch: Epoch, _ view: View, _ block: BlockID) -> Ballot {
    Ballot(kind: .notarize, epoch: epoch, view: view, blockID: block)
  }

  /// See ``VoteKind/nullify``.
  public static func nullify(_ epoch: Epoch, _ view: View) -> Ballot {
    Ballot(kind: .nullify, epoch: epoch, view: view, blockID: nil)
  }

  /// See ``VoteKind/finalize``.
  public static func finalize(_ epoch: Epoch, _ view: View, _ block: BlockID) -> Ballot {
    Ballot(kind: .finalize, epoch: epoch, view: view, blockID: block)
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.integer(1, kind.rawValue)
    encoder.integer(2, epoch.first.value)
    encoder.integer(3, view.value)
    if let blockID { encoder.hash(4, blockID.hash) }
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    kind = try decoder.enumeration(1)
    epoch = Epoch(first: Height(try decoder.integer(2)))
    view = View(try decoder.integer(3))
    blockID = kind == .nullify ? nil : BlockID(try decoder.hash(4))
    guard epoch.first.value < .max else { throw .invalidValue(field: 2) }
    guard view.value >= 1, view.value < .max else { throw .invalidValue(field: 3) }
  }

  /// What a validator of the ledger `chainID` signs for this vote.
  public func signedMessage(chainID: Hash) -> [UInt8] {
    HashDomain.vote.bytes + chainID.bytes + canonicalBytes
  }
}

/// A position in the validator set of an epoch.
public struct ValidatorIndex: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let value: Int
  public init(_ value: Int) { self.value = value }
  public static func < (left: ValidatorIndex, right: ValidatorIndex) -> Bool { left.value < right.value }
  public var description: String { "v\(value)" }
}

/// A signed vote as it travels; not yet checked.
public struct Vote: Hashable, Sendable, CanonicalMessage {
  public let ballot: Ballot
  public let signer: ValidatorIndex
  public let signature: [UInt8]

  public init(ballot: Ballot, signer: ValidatorIndex, signature: [UInt8]) {
    self.ballot = ballot
    self.signer = signer
    self.signature = signature
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.message(1, ballot)
    encoder.integer(2, UInt64(signer.value))
    encoder.bytes(3, signature)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    ballot = try decoder.message(1)
    signer = ValidatorIndex(Int(try decoder.integer(2, atMost: UInt64(Membership.validatorCountMax - 1))))
    signature = try decoder.bytes(3, atMost: Transaction.signatureByteCountMax)
  }
}

/// Two votes of one validator that no honest node casts both. Whoever holds the validators' keys can check it.
public struct Equivocation: Hashable, Sendable, CanonicalMessage {
  public let first: Vote
  public let second: Vote

  /// Nil unless both votes are of one signer, epoch and view and contradict each other.
  public init?(_ first: Vote, _ second: Vote) {
    guard first.signer == second.signer, first.ballot.epoch == second.ballot.epoch,
      first.ballot.view == second.ballot.view, Equivocation.contradict(first.ballot, second.ballot)
    else { return nil }
    self.first = first
    self.second = second
  }

  /// Two blocks in one view for the same kind of vote; or a view both finalized and given up.
  ///
  /// To notarize one block and finalize another is no contradiction: when a leader proposes two blocks, an honest node
  /// notarizes the one that it saw first, and finalizes the one that a quorum notarized.
  private static func contradict(_ first: Ballot, _ second: Ballot) -> Bool {
    switch (first.kind, second.kind) {
    case (.notarize, .notarize), (.finalize, .finalize): first.blockID != second.blockID
    case (.nullify, .finalize), (.finalize, .nullify): true
    default: false
    }
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.message(1, first)
    encoder.message(2, second)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    guard let value = Equivocation(try decoder.message(1), try decoder.message(2)) else {
      throw .invalidValue(field: 2)
    }
    self = value
  }
}

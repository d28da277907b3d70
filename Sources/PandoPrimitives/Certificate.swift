/// The validators of an epoch and the rule by which their votes count.
public struct ValidatorSet: Hashable, Sendable {
  /// Strictly ascending by key.
  public let validators: [Validator]
  public let faultMode: FaultMode

  public init(_ membership: Membership, faultMode: FaultMode) {
    validators = membership.validators
    self.faultMode = faultMode
  }

  /// The hash that headers carry.
  public var hash: Hash {
    var encoder = CanonicalEncoder()
    encoder.messages(1, validators)
    return Hash(.validators, encoder.bytes)
  }

  public var totalWeight: UInt64 { validators.reduce(0) { $0 + $1.weight } }

  /// The least weight that decides: ⌊2W/3⌋ + 1 or ⌊W/2⌋ + 1.
  public var quorum: UInt64 {
    switch faultMode {
    case .byzantine: 2 * totalWeight / 3 + 1
    case .crash: totalWeight / 2 + 1
    }
  }

  /// The validator at `index`, or nil when there is none.
  public subscript(index: ValidatorIndex) -> Validator? {
    validators.indices.contains(index.value) ? validators[index.value] : nil
  }

  /// The position of the validator with this key, or nil when there is none.
  public func index(of key: PublicKey) -> ValidatorIndex? {
    validators.firstIndex { $0.key == key }.map { ValidatorIndex($0) }
  }

  /// The weight of the validators in `signers`, each counted once.
  public func weight(of signers: some Sequence<ValidatorIndex>) -> UInt64 {
    var counted = Set<ValidatorIndex>()
    var sum: UInt64 = 0
    for signer in signers where counted.insert(signer).inserted { sum += self[signer]?.weight ?? 0 }
    return sum
  }
}

/// A quorum of votes with one ballot: a notarization, a nullification or a finalization.
public struct Certificate: Hashable, Sendable, CanonicalMessage {
  public let ballot: Ballot
  /// Strictly ascending.
  public let signers: [ValidatorIndex]
  /// One for each signer, in the same order.
  public let signatures: [[UInt8]]

  /// Nil unless there are signers, each once and in ascending order, with a signature each.
  public init?(ballot: Ballot, signers: [ValidatorIndex], signatures: [[UInt8]]) {
    guard !signers.isEmpty, signers.count == signatures.count, isStrictlyAscending(signers) else { return nil }
    self.ballot = ballot
    self.signers = signers
    self.signatures = signatures
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.message(1, ballot)
    encoder.bytes(2, bitmap)
    encoder.repeatedBytes(3, signatures)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    let ballot: Ballot = try decoder.message(1)
    let bitmap = try decoder.bytes(2, atMost: Membership.validatorCountMax / 8)
    let signatures = try decoder.repeatedBytes(
      3, atMost: Membership.validatorCountMax, eachAtMost: Transaction.signatureByteCountMax)
    // Validator i is bit i mod 8 of byte i / 8; the last byte is never zero, so that a set has one form.
    guard let last = bitmap.last, last != 0 else { throw .invalidValue(field: 2) }
    let signers = (0..<bitmap.count * 8).filter { bitmap[$0 >> 3] >> UInt8($0 & 7) & 1 == 1 }
    guard let value = Certificate(ballot: ballot, signers: signers.map { ValidatorIndex($0) }, signatures: signatures)
    else { throw .invalidValue(field: 3) }
    self = value
  }

  private var bitmap: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: ((signers.last?.value ?? 0) >> 3) + 1)
    for signer in signers { bytes[signer.value >> 3] |= 1 << UInt8(signer.value & 7) }
    return bytes
  }

  /// Whether the signers are validators of `set` whose weight makes a quorum. Looks at no signature.
  public func hasQuorum(in set: ValidatorSet) -> Bool {
    signers.allSatisfy { set[$0] != nil } && set.weight(of: signers) >= set.quorum
  }

  /// Whether the certificate holds under `set` for the ledger `chainID`. Checks every signature: about 50 µs each.
  public func verify(chainID: Hash, set: ValidatorSet) -> Bool {
    guard hasQuorum(in: set) else { return false }
    let message = ballot.signedMessage(chainID: chainID)
    return zip(signers, signatures).allSatisfy { signer, signature in
      set[signer]?.key.verify(signature, over: message) ?? false
    }
  }
}

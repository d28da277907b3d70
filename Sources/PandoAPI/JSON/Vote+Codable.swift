public import PandoPrimitives

extension Epoch: Codable {
  public init(from decoder: any Decoder) throws { self.init(first: try Height(from: decoder)) }
  public func encode(to encoder: any Encoder) throws { try first.encode(to: encoder) }
}

extension ValidatorIndex: Codable {
  public init(from decoder: any Decoder) throws {
    let value = try Int(from: decoder)
    guard (0..<Membership.validatorCountMax).contains(value) else {
      throw decoder.problem("a validator's index is between 0 and \(Membership.validatorCountMax - 1)")
    }
    self.init(value)
  }

  public func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}

extension Ballot: Codable {
  private enum Key: String, CodingKey, CaseIterable { case kind, epoch, view, blockId }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    let (epoch, view): (Epoch, View) = (try values[.epoch], try values[.view])
    switch try values[.kind] as VoteKind {
    case .notarize: self = .notarize(epoch, view, try values[.blockId])
    case .nullify: self = .nullify(epoch, view)
    case .finalize: self = .finalize(epoch, view, try values[.blockId])
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(kind, forKey: .kind)
    try values.encode(epoch, forKey: .epoch)
    try values.encode(view, forKey: .view)
    try values.encodeIfPresent(blockID, forKey: .blockId)
  }
}

extension Vote: Codable {
  private enum Key: String, CodingKey, CaseIterable { case ballot, validator, signature }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    let signature: HexadecimalBytes = try values[.signature]
    self.init(ballot: try values[.ballot], signer: try values[.validator], signature: signature.bytes)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(ballot, forKey: .ballot)
    try values.encode(signer, forKey: .validator)
    try values.encode(HexadecimalBytes(signature), forKey: .signature)
  }
}

extension Equivocation: Codable {
  private enum Key: String, CodingKey, CaseIterable { case first, second }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    guard let value = Equivocation(try values[.first], try values[.second]) else {
      throw decoder.problem("the two votes do not contradict each other")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(first, forKey: .first)
    try values.encode(second, forKey: .second)
  }
}

extension Certificate: Codable {
  private enum Key: String, CodingKey, CaseIterable { case ballot, signatures }

  /// One validator's part of a certificate.
  private struct Signature: Codable {
    let validator: ValidatorIndex
    let signature: HexadecimalBytes
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    let parts: [Signature] = try values[.signatures]
    guard
      let certificate = Certificate(
        ballot: try values[.ballot], signers: parts.map(\.validator), signatures: parts.map(\.signature.bytes))
    else { throw decoder.problem("the signatures of a certificate stand in ascending order of validators, each once") }
    self = certificate
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(ballot, forKey: .ballot)
    let parts = zip(signers, signatures).map { Signature(validator: $0, signature: HexadecimalBytes($1)) }
    try values.encode(parts, forKey: .signatures)
  }
}

extension Evidence: Codable {
  private enum Key: String, CodingKey, CaseIterable { case finalization, descendants }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    self.init(finalization: try values[.finalization], descendants: try values[.descendants, default: []])
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(finalization, forKey: .finalization)
    try values.encode(descendants, forKey: .descendants)
  }
}

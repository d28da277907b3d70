extension CanonicalDecoder {
  /// A public key that must be there.
  public mutating func publicKey(_ field: UInt32) throws(DecodingError) -> PublicKey {
    let bytes = try slice(field, atMost: PublicKey.byteCountMax)
    guard !bytes.isEmpty else { throw .missing(field: field) }
    guard let key = PublicKey(bytes: bytes) else { throw .invalidValue(field: field) }
    return key
  }

  /// At most `count` public keys, in any order.
  public mutating func publicKeys(_ field: UInt32, atMost count: Int) throws(DecodingError) -> [PublicKey] {
    var keys: [PublicKey] = []
    while let bytes = try nextSlice(field, atMost: PublicKey.byteCountMax) {
      guard keys.count < count else { throw .tooLarge(field: field, limit: count) }
      guard let key = PublicKey(bytes: bytes) else { throw .invalidValue(field: field) }
      keys.append(key)
    }
    return keys
  }

  /// An address that must be there.
  public mutating func address(_ field: UInt32) throws(DecodingError) -> Address {
    let bytes = try slice(field, atMost: Address.byteCount)
    guard !bytes.isEmpty else { throw .missing(field: field) }
    guard let address = Address(bytes: bytes) else { throw .invalidValue(field: field) }
    return address
  }

  /// At most `count` addresses, strictly ascending, so that a set has one form.
  public mutating func addresses(_ field: UInt32, atMost count: Int) throws(DecodingError) -> [Address] {
    var addresses: [Address] = []
    while let bytes = try nextSlice(field, atMost: Address.byteCount) {
      guard addresses.count < count else { throw .tooLarge(field: field, limit: count) }
      guard let address = Address(bytes: bytes) else { throw .invalidValue(field: field) }
      addresses.append(address)
    }
    guard isStrictlyAscending(addresses) else { throw .invalidValue(field: field) }
    return addresses
  }

  /// An amount; zero when the field is absent.
  public mutating func amount(_ field: UInt32) throws(DecodingError) -> Amount {
    guard let amount = Amount(bytes: try slice(field, atMost: 16)) else { throw .invalidValue(field: field) }
    return amount
  }

  /// A moment; 0 when the field is absent.
  public mutating func timestamp(_ field: UInt32) throws(DecodingError) -> Timestamp {
    Timestamp(milliseconds: try integer(field))
  }
}

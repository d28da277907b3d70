import PandoPrimitives

/// `Hash`, `PubToID`, `IdToAddress` and the like: `Builtin.keyFunctions`.
enum KeyFunctions {
  static let all: [(Name, Builtin.Implementation)] = [
    ("Hash", hash), ("DoubleHash", doubleHash), ("HMac", authentication), ("PubToID", accountOfKey),
    ("HexToPub", keyOfHexadecimal), ("PubToHex", hexadecimalOfKey), ("AddressToId", accountOfAddress),
    ("IdToAddress", addressOfAccount), ("SeedToID", accountOfSeed), ("CheckSign", checkSignature),
    ("EthereumAddress", ethereumAddress), ("TronAddress", tronAddress),
  ]

  /// Bytes of a key of upstream's curve, without the byte that says so.
  private static let keyByteCount = 64
  private static let keyMark: UInt8 = 4
  /// Hashing costs more than copying, by so much.
  private static let hashFactor = 8

  /// Charges for digests of so many bytes in all; each has a block that is not full.
  private static func charge(_ call: BuiltinCall, bytes count: Int, digests: Int) throws(Fault) {
    try call.charge(bytes: (count + digests * Keccak256.blockByteCount) * hashFactor)
  }

  private static func hash(_ bytes: [UInt8], _ call: inout BuiltinCall) throws(Fault) -> [UInt8] {
    try charge(call, bytes: bytes.count, digests: 1)
    return Keccak256.hash(bytes)
  }

  private static func hash(_ call: inout BuiltinCall) throws(Fault) -> Value {
    switch call.arguments[0] {
    case .string(let data), .bytes(let data): return .text(Hexadecimal.encode(try hash(data.bytes, &call)))
    default: throw Fault(.type, "Unsupported type \(call.arguments[0].typeText)")
    }
  }

  private static func doubleHash(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .bytes(ByteString(try hash(hash(call.bytes(0).bytes, &call), &call)))
  }

  private static func authentication(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (key, data, isRaw) = (try call.bytesOfText(0), try call.bytesOfText(1), try call.bool(2))
    // The key is hashed before, and a block of it stands before the data and before their digest.
    try charge(call, bytes: key.count + data.count, digests: 5)
    let code = Keccak256.authentication(of: data, key: key)
    return .text(isRaw ? code : Hexadecimal.encode(code))
  }

  // MARK: Keys

  /// A key of upstream's curve, without the byte that says so.
  private static func bareKey(_ bytes: [UInt8]) -> [UInt8] {
    bytes.count == keyByteCount + 1 && bytes[0] == keyMark ? Array(bytes.dropFirst()) : bytes
  }

  private static func accountOfKey(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let text = try call.bytesOfText(0)
    guard let key = try? Hexadecimal.decode(text) else { return 0 }
    try charge(call, bytes: key.count, digests: 1)
    return .int(AccountNumber.number(of: bareKey(key)))
  }

  private static func keyOfHexadecimal(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .bytes(ByteString(bareKey(try TextFunctions.bytes(ofHexadecimal: call.bytesOfText(0)))))
  }

  private static func hexadecimalOfKey(_ call: inout BuiltinCall) throws(Fault) -> Value {
    switch call.arguments[0] {
    case .string(let key), .bytes(let key):
      try call.make(bytes: 2 * key.count)
      let bytes = key.bytes
      return .text(Hexadecimal.encode(bytes.count == keyByteCount ? [keyMark] + bytes : bytes))
    default: throw call.mismatch(0, .bytes)
    }
  }

  private static func accountOfSeed(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let seed = try call.bytesOfText(0)
    return .int(AccountNumber.number(of: try hash(Array("IBAX Address By Seed:".utf8) + seed, &call)))
  }

  private static func accountOfAddress(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .int(AccountNumber.number(ofAddress: try call.bytesOfText(0)) ?? 0)
  }

  private static func addressOfAccount(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .text(AccountNumber.address(of: try call.int(0)) ?? "invalid")
  }

  /// Keys and signatures are those of this ledger: the scheme's byte, then the key.
  private static func checkSignature(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let (keyText, data, signatureText) = (try call.string(0), try call.bytesOfText(1), try call.bytesOfText(2))
    guard let key = PublicKey(hexadecimal: keyText.string), let signature = try? Hexadecimal.decode(signatureText)
    else { throw Fault(.value, "incorrect sign") }
    try call.charge(signatureFuel)
    return .bool(key.verify(signature, over: data))
  }

  /// Checking a signature takes about as long as so many operations.
  private static let signatureFuel = 5000

  // MARK: Other chains

  private static func foreignKey(_ call: inout BuiltinCall) throws(Fault) -> [UInt8] {
    let key = bareKey(try call.bytesOfBytes(0))
    guard key.count == ForeignAddress.keyByteCount else { throw Fault(.value, "invalid public key") }
    try charge(call, bytes: key.count, digests: 2)
    return key
  }

  private static func ethereumAddress(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .text(ForeignAddress.ethereum(try foreignKey(&call)))
  }

  private static func tronAddress(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .text(ForeignAddress.tron(try foreignKey(&call)))
  }
}

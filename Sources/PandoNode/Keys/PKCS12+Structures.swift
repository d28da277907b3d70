import SwiftASN1

// The parts of PKCS#12 (RFC 7292) and PKCS#5 (RFC 8018) that a file with one key is made of, in DER.

extension ASN1ObjectIdentifier {
  static let data: Self = [1, 2, 840, 113_549, 1, 7, 1]
  static let shroudedKeyBag: Self = [1, 2, 840, 113_549, 1, 12, 10, 1, 2]
  static let certificateBag: Self = [1, 2, 840, 113_549, 1, 12, 10, 1, 3]
  static let x509Certificate: Self = [1, 2, 840, 113_549, 1, 9, 22, 1]
  static let localKeyID: Self = [1, 2, 840, 113_549, 1, 9, 21]
  static let pbes2: Self = [1, 2, 840, 113_549, 1, 5, 13]
  static let pbkdf2: Self = [1, 2, 840, 113_549, 1, 5, 12]
  static let hmacWithSHA256: Self = [1, 2, 840, 113_549, 2, 9]
  static let aes256CBC: Self = [2, 16, 840, 1, 101, 3, 4, 1, 42]
  static let sha256: Self = [2, 16, 840, 1, 101, 3, 4, 2, 1]
}

/// `AlgorithmIdentifier ::= SEQUENCE { algorithm OID, parameters ANY OPTIONAL }`
struct AlgorithmIdentifier: DERImplicitlyTaggable {
  static var defaultIdentifier: ASN1Identifier { .sequence }
  let algorithm: ASN1ObjectIdentifier
  let parameters: ASN1Any?

  init(_ algorithm: ASN1ObjectIdentifier, _ parameters: ASN1Any? = nil) {
    self.algorithm = algorithm
    self.parameters = parameters
  }

  init(derEncoded node: ASN1Node, withIdentifier identifier: ASN1Identifier) throws {
    self = try DER.sequence(node, identifier: identifier) { nodes in
      AlgorithmIdentifier(
        try ASN1ObjectIdentifier(derEncoded: &nodes), nodes.next().map { ASN1Any(derEncoded: $0) })
    }
  }

  func serialize(into coder: inout DER.Serializer, withIdentifier identifier: ASN1Identifier) throws {
    try coder.appendConstructedNode(identifier: identifier) { coder in
      try coder.serialize(algorithm)
      if let parameters { try coder.serialize(parameters) }
    }
  }
}

/// `SEQUENCE { type OID, value [0] EXPLICIT ANY, … }`: the shape of ContentInfo, CertBag and, with its attributes,
/// SafeBag.
struct TypedValue: DERImplicitlyTaggable {
  static var defaultIdentifier: ASN1Identifier { .sequence }
  let type: ASN1ObjectIdentifier
  let value: ASN1Any
  /// The key identifier that a bag's attributes tell; not read, since there is one key.
  let keyID: [UInt8]?

  init(_ type: ASN1ObjectIdentifier, _ value: some DERSerializable, keyID: [UInt8]? = nil) throws {
    self.type = type
    self.value = try ASN1Any(erasing: value)
    self.keyID = keyID
  }

  init(derEncoded node: ASN1Node, withIdentifier identifier: ASN1Identifier) throws {
    self = try DER.sequence(node, identifier: identifier) { nodes in
      let type = try ASN1ObjectIdentifier(derEncoded: &nodes)
      let value = try DER.explicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) { ASN1Any(derEncoded: $0) }
      _ = nodes.next()
      return try TypedValue(type, value)
    }
  }

  func serialize(into coder: inout DER.Serializer, withIdentifier identifier: ASN1Identifier) throws {
    try coder.appendConstructedNode(identifier: identifier) { coder in
      try coder.serialize(type)
      try coder.serialize(value, explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific)
      guard let keyID else { return }
      try coder.appendConstructedNode(identifier: .set) { coder in
        try coder.appendConstructedNode(identifier: .sequence) { coder in
          try coder.serialize(ASN1ObjectIdentifier.localKeyID)
          try coder.serializeSetOf([ASN1OctetString(contentBytes: keyID[...])])
        }
      }
    }
  }
}

/// `SEQUENCE { algorithm AlgorithmIdentifier, OCTET STRING }`: the shape of EncryptedPrivateKeyInfo and DigestInfo.
struct AlgorithmAndBytes: DERImplicitlyTaggable {
  static var defaultIdentifier: ASN1Identifier { .sequence }
  let algorithm: AlgorithmIdentifier
  let bytes: ASN1OctetString

  init(_ algorithm: AlgorithmIdentifier, _ bytes: [UInt8]) {
    self.algorithm = algorithm
    self.bytes = ASN1OctetString(contentBytes: bytes[...])
  }

  init(derEncoded node: ASN1Node, withIdentifier identifier: ASN1Identifier) throws {
    self = try DER.sequence(node, identifier: identifier) { nodes in
      let algorithm = try AlgorithmIdentifier(derEncoded: &nodes)
      return AlgorithmAndBytes(algorithm, Array(try ASN1OctetString(derEncoded: &nodes).bytes))
    }
  }

  func serialize(into coder: inout DER.Serializer, withIdentifier identifier: ASN1Identifier) throws {
    try coder.appendConstructedNode(identifier: identifier) { coder in
      try coder.serialize(algorithm)
      try coder.serialize(bytes)
    }
  }
}

/// `MacData ::= SEQUENCE { mac DigestInfo, macSalt OCTET STRING, iterations INTEGER DEFAULT 1 }`
struct MacData: DERImplicitlyTaggable {
  static var defaultIdentifier: ASN1Identifier { .sequence }
  let mac: AlgorithmAndBytes
  let salt: ASN1OctetString
  let iterations: Int

  init(mac: AlgorithmAndBytes, salt: [UInt8], iterations: Int) {
    self.mac = mac
    self.salt = ASN1OctetString(contentBytes: salt[...])
    self.iterations = iterations
  }

  init(derEncoded node: ASN1Node, withIdentifier identifier: ASN1Identifier) throws {
    self = try DER.sequence(node, identifier: identifier) { nodes in
      let mac = try AlgorithmAndBytes(derEncoded: &nodes)
      let salt = try ASN1OctetString(derEncoded: &nodes)
      return MacData(
        mac: mac, salt: Array(salt.bytes), iterations: try DER.decodeDefault(&nodes, defaultValue: 1))
    }
  }

  func serialize(into coder: inout DER.Serializer, withIdentifier identifier: ASN1Identifier) throws {
    try coder.appendConstructedNode(identifier: identifier) { coder in
      try coder.serialize(mac)
      try coder.serialize(salt)
      if iterations != 1 { try coder.serialize(iterations) }
    }
  }
}

/// `PBKDF2-params ::= SEQUENCE { salt OCTET STRING, iterationCount INTEGER, keyLength INTEGER OPTIONAL, prf … }`
struct PBKDF2Parameters: DERImplicitlyTaggable {
  static var defaultIdentifier: ASN1Identifier { .sequence }
  let salt: ASN1OctetString
  let iterations: Int
  /// Nil for the standard's default, HMAC with SHA-1.
  let hash: AlgorithmIdentifier?

  init(salt: [UInt8], iterations: Int, hash: AlgorithmIdentifier?) {
    self.salt = ASN1OctetString(contentBytes: salt[...])
    self.iterations = iterations
    self.hash = hash
  }

  init(derEncoded node: ASN1Node, withIdentifier identifier: ASN1Identifier) throws {
    self = try DER.sequence(node, identifier: identifier) { nodes in
      let salt = try ASN1OctetString(derEncoded: &nodes)
      let iterations = try Int(derEncoded: &nodes)
      let length: Int? = try DER.optionalImplicitlyTagged(&nodes)
      guard length == nil || length == 32 else {
        throw ASN1Error.invalidASN1Object(reason: "AES-256 has keys of 32 bytes")
      }
      return PBKDF2Parameters(
        salt: Array(salt.bytes), iterations: iterations, hash: try DER.optionalImplicitlyTagged(&nodes))
    }
  }

  func serialize(into coder: inout DER.Serializer, withIdentifier identifier: ASN1Identifier) throws {
    try coder.appendConstructedNode(identifier: identifier) { coder in
      try coder.serialize(salt)
      try coder.serialize(iterations)
      if let hash { try coder.serialize(hash) }
    }
  }
}

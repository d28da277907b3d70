import PandoPrimitives
import Testing

@Suite struct SignatureTests {
  struct File: Decodable {
    struct Standard: Decodable {
      let secret, publicKey, message, signature: HexadecimalBytes
    }

    struct Case: Decodable, Sendable, CustomStringConvertible {
      let scheme: String
      let publicKey, message, signature: HexadecimalBytes
      let valid: Bool
      let note: String

      var description: String { "\(scheme): \(note)" }
    }

    let rfc8032: [Standard]
    let cases: [Case]
  }

  @Test func ed25519SignsAsRFC8032Says() throws {
    for vector in try Vectors.load("signatures.json", as: File.self).rfc8032 {
      let key = try #require(PrivateKey(scheme: .ed25519, rawBytes: vector.secret.bytes))
      #expect(key.publicKey.rawBytes == vector.publicKey.bytes)
      #expect(key.secretBytes == vector.secret.bytes)
      #expect(try key.sign(vector.message.bytes) == vector.signature.bytes)
      #expect(key.publicKey.verify(vector.signature.bytes, over: vector.message.bytes))
    }
  }

  @Test(arguments: try Vectors.load("signatures.json", as: File.self).cases)
  func signaturesHoldOrDoNot(_ vector: File.Case) throws {
    let key = try #require(PublicKey(bytes: vector.publicKey.bytes))
    #expect(key.verify(vector.signature.bytes, over: vector.message.bytes) == vector.valid)
  }

  @Test(arguments: SignatureScheme.allCases)
  func everyBitOfASignatureMatters(_ scheme: SignatureScheme) throws {
    let key = try #require(PrivateKey(scheme: scheme, rawBytes: Hash(sha256: [7]).bytes))
    let message = Array("message".utf8)
    let signature = try key.sign(message)
    #expect(key.publicKey.verify(signature, over: message))
    for bit in 0..<signature.count * 8 {
      var changed = signature
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!key.publicKey.verify(changed, over: message))
    }
  }

  @Test func p256SignaturesAlwaysHaveTheLowS() throws {
    // Half of all raw signatures have the high one, so thirty-two without any would be chance of one in 2^32.
    let key = try #require(PrivateKey(scheme: .p256, rawBytes: Hash(sha256: [8]).bytes))
    for number in UInt8(0)..<32 {
      #expect(key.publicKey.verify(try key.sign([number]), over: [number]))
    }
  }

  @Test func secretsThatAreNoKeysAreNil() {
    for scheme in SignatureScheme.allCases {
      #expect(PrivateKey(scheme: scheme, rawBytes: []) == nil)
      #expect(PrivateKey(scheme: scheme, rawBytes: [UInt8](repeating: 1, count: 31)) == nil)
    }
    #expect(PrivateKey(scheme: .p256, rawBytes: [UInt8](repeating: 0, count: 32)) == nil)
    #expect(PrivateKey(scheme: .p256, rawBytes: [UInt8](repeating: 0xff, count: 32)) == nil)
  }

  @Test func noDescriptionOfAPrivateKeyShowsIt() throws {
    let key = try #require(PrivateKey(scheme: .ed25519, rawBytes: [UInt8](repeating: 0xab, count: 32)))
    for text in ["\(key)", String(reflecting: key), "\([key])", String(reflecting: Optional(key))] {
      #expect(!text.contains("abab") && !text.contains("171"))
      #expect(text.contains(key.publicKey.description))
    }
  }

  @Test func keysAreOrderedByTheirBytes() {
    var generator = SeededGenerator(seed: 6)
    let keys = (0..<50).map { _ in generator.key() }
    for left in keys {
      for right in keys {
        #expect((left < right) == left.bytes.lexicographicallyPrecedes(right.bytes))
      }
    }
  }

  @Test func keysOfWrongLengthOrSchemeAreNil() {
    #expect(PublicKey(bytes: []) == nil)
    #expect(PublicKey(bytes: [0] + [UInt8](repeating: 1, count: 32)) == nil)
    #expect(PublicKey(bytes: [1] + [UInt8](repeating: 1, count: 33)) == nil)
    #expect(PublicKey(bytes: [2] + [UInt8](repeating: 1, count: 32)) == nil)
    #expect(PublicKey(hexadecimal: "01zz") == nil)
  }
}

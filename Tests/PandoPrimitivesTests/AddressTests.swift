import PandoPrimitives
import Testing

@Suite struct AddressTests {
  struct File: Decodable {
    struct Key: Decodable {
      let secret, publicKey, address: HexadecimalBytes
      let scheme, text: String
    }

    struct Other: Decodable {
      let kind: String
      let descriptor: HexadecimalBytes?
      let address: HexadecimalBytes
      let text: String
    }

    struct Refused: Decodable, Sendable, CustomStringConvertible {
      let text, why: String
      var description: String { why }
    }

    struct Standard: Decodable {
      struct Valid: Decodable {
        let text, prefix: String
        let bytes: HexadecimalBytes?
      }

      struct Invalid: Decodable {
        let text, prefix: String
      }

      let valid: [Valid]
      let invalid: [Invalid]
    }

    let keys: [Key]
    let others: [Other]
    let refused: [Refused]
    let bip350: Standard
  }

  @Test func keysHaveTheirAddresses() throws {
    for vector in try Vectors.load("addresses.json", as: File.self).keys {
      let scheme: SignatureScheme = vector.scheme == "p256" ? .p256 : .ed25519
      let key = try #require(PrivateKey(scheme: scheme, rawBytes: vector.secret.bytes)).publicKey
      let address = Address(key)
      #expect(key.bytes == vector.publicKey.bytes)
      #expect(address.bytes == vector.address.bytes)
      #expect(address.description == vector.text)
      #expect(Address(vector.text) == address)
      #expect(Address(vector.text.uppercased()) == address)
      #expect(Address(bytes: address.bytes) == address)
    }
  }

  @Test func otherAddressesComeFromTheirDescriptors() throws {
    for vector in try Vectors.load("addresses.json", as: File.self).others {
      let address = try #require(Address(vector.text))
      #expect(address.bytes == vector.address.bytes)
      #expect(address.description == vector.text)
      #expect("\(address.kind)" == vector.kind)
      if let descriptor = vector.descriptor {
        #expect(Address(try Threshold(canonicalBytes: descriptor.bytes)) == address)
      }
    }
  }

  @Test(arguments: try Vectors.load("addresses.json", as: File.self).refused)
  func wrongTextIsNoAddress(_ vector: File.Refused) {
    #expect(Address(vector.text) == nil)
  }

  @Test func everyChangedCharacterIsNoticed() throws {
    let text = Array(try #require(try Vectors.load("addresses.json", as: File.self).keys.first).text)
    for position in text.indices {
      for character in "qpzry9x8gf2tvdw0s3jn54khce6mua7l1b" where character != text[position] {
        var changed = text
        changed[position] = character
        #expect(Address(String(changed)) == nil)
      }
    }
  }

  @Test func bech32mIsThatOfBIP350() throws {
    let standard = try Vectors.load("addresses.json", as: File.self).bip350
    for vector in standard.valid {
      // Nil where the data is no whole number of bytes, which BIP 350 leaves to the application.
      let bytes = Bech32m.decode(vector.text, prefix: vector.prefix)
      #expect(bytes == vector.bytes?.bytes)
      if let bytes { #expect(Bech32m.encode(bytes, prefix: vector.prefix) == vector.text.lowercased()) }
    }
    for vector in standard.invalid {
      #expect(Bech32m.decode(vector.text, prefix: vector.prefix) == nil)
    }
  }

  @Test func addressesAreOrderedByTheirBytes() {
    var generator = SeededGenerator(seed: 7)
    let addresses = (0..<60).map { _ in generator.address() }
    for left in addresses {
      for right in addresses {
        #expect((left < right) == left.bytes.lexicographicallyPrecedes(right.bytes))
      }
    }
  }

  @Test func thresholdsNeedAsManyKeysAsTheySay() throws {
    var generator = SeededGenerator(seed: 8)
    let keys = (0..<4).map { _ in generator.key() }
    let threshold = try #require(Threshold(required: 2, keys: Array(keys.prefix(3))))
    #expect(threshold.isSatisfied(by: [keys[0], keys[2]]))
    #expect(threshold.isSatisfied(by: keys))
    #expect(!threshold.isSatisfied(by: [keys[0], keys[3]]))
    #expect(!threshold.isSatisfied(by: [keys[0], keys[0]]))
    #expect(!threshold.isSatisfied(by: []))
  }

  @Test func thresholdsThatCannotBeMetAreNil() {
    var generator = SeededGenerator(seed: 9)
    let keys = (0..<65).map { _ in generator.key() }
    #expect(Threshold(required: 0, keys: [keys[0]]) == nil)
    #expect(Threshold(required: 2, keys: [keys[0]]) == nil)
    #expect(Threshold(required: 1, keys: []) == nil)
    #expect(Threshold(required: 1, keys: [keys[0], keys[0]]) == nil)
    #expect(Threshold(required: 1, keys: keys) == nil)
    #expect(Threshold(required: 64, keys: Array(keys.prefix(64))) != nil)
  }
}

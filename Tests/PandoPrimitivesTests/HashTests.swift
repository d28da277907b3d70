import PandoPrimitives
import Testing

@Suite struct HashTests {
  @Test func digestsAreThoseOfTheStandard() {
    // FIPS 180-4, SHA-256 examples.
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(Hash(sha256: []).description == empty)
    #expect(Hash(sha256: Array("abc".utf8)).description == abc)
    #expect(MerkleHash.empty.description == empty)
  }

  @Test func theOrderIsTheOrderOfTheBytes() {
    var generator = SeededGenerator(seed: 5)
    var hashes = (0..<200).map { _ in Hash(sha256: generator.bytes(count: 4)) }
    // Neighbours that differ in one bit, in each of the four words.
    for position in stride(from: 0, to: 32, by: 3) {
      var bytes = hashes[position].bytes
      bytes[position] ^= 0x80
      hashes += [Hash(bytes: bytes) ?? .zero]
    }
    for left in hashes {
      for right in hashes {
        #expect((left < right) == left.bytes.lexicographicallyPrecedes(right.bytes))
        #expect((left == right) == (left.bytes == right.bytes))
      }
    }
  }

  @Test func textAndBytesComeBack() {
    let hash = Hash(sha256: [1, 2, 3])
    #expect(Hash(bytes: hash.bytes) == hash)
    #expect(Hash(hexadecimal: hash.description) == hash)
    #expect(Hash(hexadecimal: hash.description.uppercased()) == hash)
    #expect(hash.short == hash.description.prefix(8))
  }

  @Test func wrongLengthsAndDigitsAreNil() {
    let text = Hash.zero.description
    #expect(Hash(bytes: [UInt8](repeating: 0, count: 31)) == nil)
    #expect(Hash(bytes: [UInt8](repeating: 0, count: 33)) == nil)
    #expect(Hash(hexadecimal: text.dropLast()) == nil)
    #expect(Hash(hexadecimal: text + "0") == nil)
    #expect(Hash(hexadecimal: "0x" + text.dropLast(2)) == nil)
    #expect(Hash(hexadecimal: text.dropLast() + "g") == nil)
    #expect(Hash(hexadecimal: text.dropLast(3) + "٠٠") == nil)
  }

  @Test func piecesHashLikeTheWhole() {
    var hasher = Hash.Hasher(.block)
    hasher.update([1, 2])
    hasher.update(Hash.zero)
    #expect(hasher.finalize() == Hash(.block, [1, 2] + Hash.zero.bytes))
    var plain = Hash.Hasher()
    plain.update(Array("abc".utf8))
    #expect(plain.finalize() == Hash(sha256: Array("abc".utf8)))
  }

  @Test func noDomainTagBeginsAnother() {
    for left in HashDomain.allCases {
      #expect(left.bytes.firstIndex(of: 0) == left.bytes.count - 1)
      for right in HashDomain.allCases where left != right {
        #expect(!right.bytes.starts(with: left.bytes))
      }
    }
  }
}

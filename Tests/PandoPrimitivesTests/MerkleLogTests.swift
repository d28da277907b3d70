import PandoPrimitives
import Testing

@Suite struct MerkleLogTests {
  struct File: Decodable {
    let leaves, roots: [HexadecimalBytes]
  }

  /// RFC 6962 §2.1 word for word: slow, recursive, and without a line of the production code.
  private func root(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
    guard let first = leaves.first else { return Hash(sha256: []).bytes }
    if leaves.count == 1 { return Hash(sha256: [0] + first).bytes }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    return Hash(sha256: [1] + root(leaves.prefix(split)) + root(leaves.dropFirst(split))).bytes
  }

  @Test func rootsAreThoseOfCertificateTransparency() throws {
    let vectors = try Vectors.load("merkle.json", as: File.self)
    var frontier = MerkleFrontier()
    #expect(frontier.root.bytes == vectors.roots[0].bytes)
    for (leaf, root) in zip(vectors.leaves, vectors.roots.dropFirst()) {
      _ = frontier.append(MerkleHash.leaf(leaf.bytes))
      #expect(frontier.root.bytes == root.bytes)
    }
  }

  @Test func rootsAndNodesAreThoseOfTheDefinitionForEverySize() {
    let leaves = (0..<300).map { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    var frontier = MerkleFrontier()
    for size in 0...leaves.count {
      #expect(frontier.size == UInt64(size))
      #expect(frontier.root.bytes == root(leaves[..<size]))
      #expect(frontier.peaks.count == size.nonzeroBitCount)
      guard size < leaves.count else { break }
      let completed = frontier.append(MerkleHash.leaf(leaves[size]))
      // Appending leaf `size` completes one subtree for each trailing one bit of `size`, and the leaf.
      #expect(completed.count == 1 + (~size).trailingZeroBitCount)
      for node in completed {
        let width = 1 << Int(node.level)
        let start = Int(node.index) * width
        #expect(start + width == size + 1)
        #expect(node.hash.bytes == root(leaves[start..<start + width]))
      }
    }
  }

  @Test func aFrontierReadBackGoesOnWhereItWas() throws {
    var generator = SeededGenerator(seed: 10)
    var first = MerkleFrontier()
    for _ in 0..<100 {
      _ = first.append(generator.hash())
      var second = try MerkleFrontier(canonicalBytes: first.canonicalBytes)
      #expect(second == first)
      var copy = first
      let leaf = generator.hash()
      #expect(second.append(leaf) == copy.append(leaf))
      #expect(second.root == copy.root)
    }
  }
}

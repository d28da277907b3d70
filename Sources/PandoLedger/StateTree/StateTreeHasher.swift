import PandoPrimitives

/// Makes the hashes of nodes (docs/spec/state-tree.md, "Nodes"), each in one piece.
struct StateTreeHasher {
  /// The tag, room for two hashes, and the marked prefix.
  private var content: [UInt8]
  private let hashesStart: Int
  private let codeStart: Int

  init() {
    content = HashDomain.stateNode.bytes
    hashesStart = content.count
    codeStart = hashesStart + 2 * Hash.byteCount
    content.append(contentsOf: repeatElement(0, count: 2 * Hash.byteCount))
    content.reserveCapacity(codeStart + 64)
  }

  static func leaf(key: [UInt8], valueHash: Hash) -> Hash {
    var content = HashDomain.stateLeaf.bytes
    content.reserveCapacity(content.count + Hash.byteCount + key.count)
    valueHash.append(to: &content)
    content.append(contentsOf: key)
    return Hash(sha256: content)
  }

  /// The hash of the inner node that parts its keys in `bit`. All of them begin with the bits before it of the path
  /// that lies in `paths` from `start` on.
  mutating func node(_ left: Hash, _ right: Hash, paths: [UInt8], from start: Int, partingBit bit: Int) -> Hash {
    left.write(to: &content, at: hashesStart)
    right.write(to: &content, at: hashesStart + Hash.byteCount)
    content.removeSubrange(codeStart...)
    appendMark(of: paths, from: start, bitCount: bit)
    return Hash(sha256: content)
  }

  /// The code's first bits, a one, and zeros up to a whole byte.
  private mutating func appendMark(of paths: [UInt8], from start: Int, bitCount: Int) {
    // The bits that do not fill a byte yet, in the low end of `pending`.
    var pending: UInt32 = 0
    var pendingCount: UInt32 = 0
    let (wholeCount, rest) = (bitCount / 9, bitCount % 9)
    for index in start..<start + wholeCount {
      pending = pending << 9 | 0x100 | UInt32(paths[index])
      pendingCount += 9
      while pendingCount >= 8 {
        pendingCount -= 8
        content.append(UInt8(truncatingIfNeeded: pending >> pendingCount))
      }
    }
    // What is left of the path, and the mark behind it.
    let byte: UInt32 = rest > 1 ? UInt32(paths[start + wholeCount]) : 0
    let tail = rest == 0 ? 1 : ((0x100 | byte) >> UInt32(9 - rest)) << 1 | 1
    pending = pending << UInt32(rest + 1) | tail
    pendingCount += UInt32(rest + 1)
    while pendingCount >= 8 {
      pendingCount -= 8
      content.append(UInt8(truncatingIfNeeded: pending >> pendingCount))
    }
    if pendingCount > 0 { content.append(UInt8(truncatingIfNeeded: pending << (8 - pendingCount))) }
  }
}

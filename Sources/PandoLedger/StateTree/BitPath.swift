/// A string of bits: the way from the root of the state tree to one of its nodes.
///
/// Bits lie in bytes from the highest bit down; bits behind the last one are zero.
struct BitPath: Hashable, Sendable {
  private var bytes: [UInt8]
  private(set) var count: Int

  /// The way to the root: no bits.
  static let empty = BitPath(bytes: [], count: 0)

  private init(bytes: [UInt8], count: Int) {
    self.bytes = bytes
    self.count = count
  }

  /// The code of a key: for each byte a one and its eight bits, and a zero at the end.
  ///
  /// No code begins with another, and codes compare as their keys do (docs/spec/state-tree.md, "Paths").
  init(key: [UInt8]) {
    count = 9 * key.count + 1
    bytes = []
    bytes.reserveCapacity(count / 8 + 1)
    // The bits that do not fill a byte yet, in the low end of `pending`.
    var pending: UInt32 = 0
    var pendingCount: UInt32 = 0
    for byte in key {
      pending = pending << 9 | 0x100 | UInt32(byte)
      pendingCount += 9
      while pendingCount >= 8 {
        pendingCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: pending >> pendingCount))
      }
    }
    // The final zero, and zeros up to a whole byte.
    bytes.append(UInt8(truncatingIfNeeded: pending << (8 - pendingCount)))
  }

  /// The bit at `index`, counted from 0; true is one.
  subscript(index: Int) -> Bool {
    precondition(index < count, "A path has no bit behind its end.")
    return bytes[index >> 3] >> (7 - UInt8(index & 7)) & 1 == 1
  }

  /// How many leading bits the two have in common.
  /// - Parameter start: that many are known to be equal.
  func commonCount(with other: BitPath, from start: Int = 0) -> Int {
    let shorter = min(count, other.count)
    for index in (start >> 3)..<max(start >> 3, (shorter + 7) >> 3) {
      let difference = bytes[index] ^ other.bytes[index]
      if difference != 0 { return min(shorter, index << 3 + difference.leadingZeroBitCount) }
    }
    return shorter
  }

  /// The first `length` bits.
  func prefix(_ length: Int) -> BitPath {
    precondition(length <= count, "A prefix is no longer than the whole.")
    var kept = Array(bytes.prefix((length + 7) >> 3))
    if length & 7 != 0 { kept[kept.count - 1] &= 0xFF << (8 - UInt8(length & 7)) }
    return BitPath(bytes: kept, count: length)
  }

  /// The path with one bit more.
  func appending(_ bit: Bool) -> BitPath {
    var path = BitPath(bytes: [], count: count)
    path.bytes.reserveCapacity(bytes.count + 1)
    path.bytes.append(contentsOf: bytes)
    if count & 7 == 0 { path.bytes.append(0) }
    if bit { path.bytes[count >> 3] |= 0x80 >> UInt8(count & 7) }
    path.count += 1
    return path
  }

  // MARK: Bytes

  /// The bits, a one, and zeros up to a whole byte: different paths have different bytes.
  ///
  /// In the order of the bytes a node lies between its left and its right subtree.
  var marked: [UInt8] {
    var marked: [UInt8] = []
    appendMarked(to: &marked)
    return marked
  }

  /// The same, appended to other bytes in one piece.
  func appendMarked(to buffer: inout [UInt8]) {
    buffer.reserveCapacity(buffer.count + bytes.count + 1)
    buffer.append(contentsOf: bytes)
    if count & 7 == 0 { buffer.append(0x80) } else { buffer[buffer.count - 1] |= 0x80 >> UInt8(count & 7) }
  }

  /// Nil unless `marked` are the bytes of a path on which nodes with two children can lie: the codes of at least two
  /// keys begin with it.
  init?(marked: some Collection<UInt8>) {
    guard let last = marked.suffix(1).first, last != 0 else { return nil }
    bytes = Array(marked)
    count = 8 * bytes.count - last.trailingZeroBitCount - 1
    if last.trailingZeroBitCount == 7 {
      bytes.removeLast()
    } else {
      bytes[bytes.count - 1] &= last - 1
    }
    // A zero at the start of a group of nine ends a code, and nothing goes on from there.
    for start in stride(from: 0, to: count, by: 9) where !self[start] { return nil }
  }
}

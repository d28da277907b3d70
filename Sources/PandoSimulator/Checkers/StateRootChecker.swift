import PandoLedger
import PandoPrimitives
import PandoStorage

/// The state root of a header is that of all rows, made anew from nothing but their list, as docs/spec/state-tree.md
/// says it is.
enum StateRootChecker {
  /// - Parameter pairs: all rows as the store has them, ascending.
  static func root(of pairs: [(key: [UInt8], value: [UInt8])]) -> Hash {
    let unproven = Consortium.points.bytes + [0]
    let entries = pairs.map { (key: Array($0.key.dropFirst()), value: $0.value) }
      .filter { !$0.key.starts(with: unproven) }
      .map { Entry(code: code(of: $0.key), key: $0.key, valueHash: hash("state-value", $0.value)) }
    return entries.isEmpty ? hash("state-node", []) : node(entries[...])
  }

  private struct Entry {
    let code: [Bool]
    let key: [UInt8]
    let valueHash: Hash
  }

  /// The hash of a subtree; as deep as a code is long, and here there are a hundred short ones at most.
  private static func node(_ entries: ArraySlice<Entry>) -> Hash {
    guard let first = entries.first, let last = entries.last else { preconditionFailure("A node has entries.") }
    if entries.count == 1 { return hash("state-leaf", first.valueHash.bytes + first.key) }
    // They are in order, so what the first and the last have in common all have.
    let length = zip(first.code, last.code).prefix { $0 == $1 }.count
    let left = entries.filter { !$0.code[length] }
    let right = entries.filter { $0.code[length] }
    return hash("state-node", node(left[...]).bytes + node(right[...]).bytes + mark(first.code[..<length]))
  }

  /// A one and eight bits for each byte, and a zero at the end.
  private static func code(of key: [UInt8]) -> [Bool] {
    var code: [Bool] = []
    for byte in key {
      code.append(true)
      for bit in 0..<8 { code.append(byte << bit & 0x80 != 0) }
    }
    return code + [false]
  }

  /// The bits, a one, and zeros up to a whole byte.
  private static func mark(_ bits: ArraySlice<Bool>) -> [UInt8] {
    var bits = Array(bits) + [true]
    while bits.count % 8 != 0 { bits.append(false) }
    return stride(from: 0, to: bits.count, by: 8).map { (start: Int) -> UInt8 in
      bits[start..<start + 8].reduce(0 as UInt8) { $0 << 1 | ($1 ? 1 : 0) }
    }
  }

  private static func hash(_ tag: String, _ bytes: [UInt8]) -> Hash {
    Hash(sha256: Array("pando/v1/\(tag)".utf8) + [0] + bytes)
  }
}

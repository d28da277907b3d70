/// A key as dictionaries look it up: its hash is made once, in one piece, and tells nearly all other keys apart without
/// a look at their bytes, which lie elsewhere in memory.
///
/// The hash differs from process to process, and nothing but looking up may depend on it.
package struct StoreKey: Hashable, Sendable {
  package let bytes: [UInt8]
  private let hash: Int

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var hasher = Hasher()
    unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    hash = hasher.finalize()
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

  package static func == (left: StoreKey, right: StoreKey) -> Bool {
    left.hash == right.hash && left.bytes == right.bytes
  }
}

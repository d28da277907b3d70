package import PandoPrimitives

/// Hashes everything that happens. Two runs with one hash were the same run.
package struct Auditor: Sendable {
  private var hasher = Hash.Hasher()
  package private(set) var count: UInt64 = 0

  package init() {}

  /// Takes in one event.
  package mutating func note(_ time: UInt64, _ node: Int, _ kind: UInt8, _ first: UInt64 = 0, _ second: UInt64 = 0) {
    count += 1
    var bytes: [UInt8] = []
    bytes.reserveCapacity(26)
    for word in [time, first, second] {
      for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    bytes.append(UInt8(truncatingIfNeeded: node))
    bytes.append(kind)
    hasher.update(bytes)
  }

  /// Takes in what an event was about.
  package mutating func note(_ hash: Hash) { hasher.update(hash) }

  /// Takes in what an event was about.
  package mutating func note(_ bytes: [UInt8]) { hasher.update(bytes) }

  /// The hash of all events so far.
  package var hash: Hash { hasher.finalize() }
}

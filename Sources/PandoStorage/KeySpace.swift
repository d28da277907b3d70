/// What a key is about: its first byte.
///
/// The numbers are the database format: they are never changed and never used again for something else. What follows
/// the first byte is said in docs/spec/storage.md, and built by whoever owns the space.
package enum KeySpace: UInt8, Sendable, CaseIterable {
  /// Facts about the database and the ledger as a whole: format, chain id, final height, ….
  case meta = 0x01

  /// World state: one row of a table.
  case stateRow = 0x10
  /// World state: one page of the state tree. (0x11 held single nodes.)
  case statePage = 0x12
  /// World state: which entries of the state tree a block changed, until the pages are stored.
  case stateChange = 0x13

  /// One node of the history log, above the lowest levels.
  case historyNode = 0x20
  /// The leaves of the history log that one block added.
  case historyLeaves = 0x21

  /// Height → final block with its evidence.
  case block = 0x40
  /// Height → results and events of the block.
  case blockResult = 0x41
  /// Transaction id → height and index in block.
  case transactionIndex = 0x42
  /// Block id → height.
  case blockIndex = 0x43

  /// Own votes.
  case ballot = 0x50
  /// Blocks that are not final yet.
  case candidate = 0x51
  /// Proof that a validator contradicted itself.
  case evidence = 0x52
  /// Certificates above the last final block that no own vote was written with.
  case certificate = 0x53

  /// The key with these bytes after the first.
  package func key(_ suffix: some Collection<UInt8>) -> [UInt8] {
    var key: [UInt8] = []
    key.reserveCapacity(1 + suffix.count)
    key.append(rawValue)
    key.append(contentsOf: suffix)
    return key
  }

  /// The key whose only part is a number; such keys sort by the number.
  package func key(_ number: UInt64) -> [UInt8] { key([UInt8](ordered: number)) }

  /// What follows the first byte of a key of this space; nil for a key of another space.
  package func suffix(of key: [UInt8]) -> ArraySlice<UInt8>? {
    key.first == rawValue ? key.dropFirst() : nil
  }

  /// All keys of this space.
  package var range: KeyRange { KeyRange(lower: [rawValue], upper: [rawValue + 1]) }

  /// All keys of this space whose suffix starts with `prefix`.
  package func range(prefix: some Collection<UInt8>) -> KeyRange {
    let lower = key(prefix)
    // The first key behind them all: the prefix plus one, read as a number. No space is 0xFF, so it exists.
    var upper = lower
    while upper.last == 0xFF { upper.removeLast() }
    upper[upper.count - 1] += 1
    return KeyRange(lower: lower, upper: upper)
  }
}

/// The keys from `lower` up to, and without, `upper`, in the order of their bytes. Empty unless `lower` < `upper`.
package struct KeyRange: Hashable, Sendable {
  package let lower: [UInt8]
  package let upper: [UInt8]

  package init(lower: [UInt8], upper: [UInt8]) {
    self.lower = lower
    self.upper = upper
  }

  package var isEmpty: Bool { !lower.precedes(upper) }

  package func contains(_ key: [UInt8]) -> Bool {
    !key.precedes(lower) && key.precedes(upper)
  }

  /// The part behind `key`: where an ascending scan whose last key it was goes on.
  package func after(_ key: [UInt8]) -> KeyRange {
    // Nothing lies between a key and the key with a zero byte added.
    let next = key + [0]
    return KeyRange(lower: next.lexicographicallyPrecedes(lower) ? lower : next, upper: upper)
  }

  /// The part before `key`: where a descending scan whose last key it was goes on.
  package func before(_ key: [UInt8]) -> KeyRange {
    KeyRange(lower: lower, upper: upper.lexicographicallyPrecedes(key) ? upper : key)
  }
}

extension [UInt8] {
  /// Whether the bytes come before `other` in the order of a store, which is that of `lexicographicallyPrecedes`.
  ///
  /// Looks at eight bytes at a time: ordering the keys of a block is a tenth of what executing it costs otherwise.
  package func precedes(_ other: [UInt8]) -> Bool {
    unsafe withUnsafeBytes { left in
      unsafe other.withUnsafeBytes { right in
        let shorter = Swift.min(left.count, right.count)
        var index = 0
        while index + 8 <= shorter {
          let one = unsafe UInt64(bigEndian: left.loadUnaligned(fromByteOffset: index, as: UInt64.self))
          let two = unsafe UInt64(bigEndian: right.loadUnaligned(fromByteOffset: index, as: UInt64.self))
          if one != two { return one < two }
          index += 8
        }
        while index < shorter {
          let (one, two) = unsafe (left[index], right[index])
          if one != two { return one < two }
          index += 1
        }
        return left.count < right.count
      }
    }
  }

  /// The eight bytes from `index` on as a number, zeros in place of those behind the end: bytes with a smaller one come
  /// first.
  package func orderedWord(at index: Int) -> UInt64 {
    unsafe withUnsafeBytes { bytes in
      guard index + 8 > bytes.count else {
        return unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      }
      var word: UInt64 = 0
      for position in index..<index + 8 {
        let byte = unsafe position < bytes.count ? bytes[position] : 0
        word = word << 8 | UInt64(byte)
      }
      return word
    }
  }

  /// Eight bytes, the highest first, so that their order is the order of the numbers.
  package init(ordered number: UInt64) {
    self = unsafe Swift.withUnsafeBytes(of: number.bigEndian) { bytes in unsafe Array(bytes) }
  }
}

extension UInt64 {
  /// The number that `[UInt8](ordered:)` wrote; nil unless there are exactly eight bytes.
  package init?(ordered bytes: some Collection<UInt8>) {
    guard bytes.count == 8 else { return nil }
    self = bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}

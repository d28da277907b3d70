/// Keys in the order of their bytes, with values. A copy costs nothing, and a change after a copy costs little.
///
/// The pairs lie in chunks of bounded size, so that finding a key is two binary searches and a change copies at most
/// one chunk and the list of chunks.
struct SortedMap: Sendable {
  typealias Pair = (key: [UInt8], value: [UInt8])

  /// A chunk that grows beyond this is split in two halves.
  static let chunkCountMax = 128

  /// Not one of them is empty, and every key in one precedes every key in the next.
  private var chunks: [[Pair]] = []

  subscript(key: [UInt8]) -> [UInt8]? {
    guard let chunk = chunkIndex(of: key) else { return nil }
    let position = SortedMap.position(of: key, in: chunks[chunk])
    guard position < chunks[chunk].count, chunks[chunk][position].key == key else { return nil }
    return chunks[chunk][position].value
  }

  mutating func apply(_ batch: WriteBatch) {
    for operation in batch.operations {
      switch operation {
      case .put(let key, let value): put(key, value)
      case .delete(let key): delete(key)
      }
    }
  }

  /// At most `limit` pairs of the range, from its lower end up or from its upper end down.
  func scan(_ range: KeyRange, limit: Int, descending: Bool) -> [Pair] {
    guard !range.isEmpty, limit > 0 else { return [] }
    return descending ? scanDown(range, limit: limit) : scanUp(range, limit: limit)
  }

  private func scanUp(_ range: KeyRange, limit: Int) -> [Pair] {
    var found: [Pair] = []
    var chunk = chunkIndex(of: range.lower) ?? 0
    guard chunk < chunks.count else { return found }
    var position = SortedMap.position(of: range.lower, in: chunks[chunk])
    while chunk < chunks.count {
      while position < chunks[chunk].count {
        let pair = chunks[chunk][position]
        guard found.count < limit, pair.key.lexicographicallyPrecedes(range.upper) else { return found }
        found.append(pair)
        position += 1
      }
      chunk += 1
      position = 0
    }
    return found
  }

  private func scanDown(_ range: KeyRange, limit: Int) -> [Pair] {
    var found: [Pair] = []
    guard var chunk = chunkIndex(of: range.upper) else { return found }
    var position = SortedMap.position(of: range.upper, in: chunks[chunk])
    while true {
      while position > 0 {
        let pair = chunks[chunk][position - 1]
        guard found.count < limit, !pair.key.lexicographicallyPrecedes(range.lower) else { return found }
        found.append(pair)
        position -= 1
      }
      guard chunk > 0 else { return found }
      chunk -= 1
      position = chunks[chunk].count
    }
  }

  private mutating func put(_ key: [UInt8], _ value: [UInt8]) {
    guard let chunk = chunkIndex(of: key) else {
      // Before everything that is here: the new smallest key of the first chunk.
      if chunks.isEmpty { chunks.append([]) }
      insert((key, value), at: 0, in: 0)
      return
    }
    let position = SortedMap.position(of: key, in: chunks[chunk])
    if position < chunks[chunk].count, chunks[chunk][position].key == key {
      chunks[chunk][position].value = value
    } else {
      insert((key, value), at: position, in: chunk)
    }
  }

  private mutating func insert(_ pair: Pair, at position: Int, in chunk: Int) {
    chunks[chunk].insert(pair, at: position)
    let count = chunks[chunk].count
    guard count > SortedMap.chunkCountMax else { return }
    let upperHalf = Array(chunks[chunk][(count / 2)...])
    chunks[chunk].removeLast(upperHalf.count)
    chunks.insert(upperHalf, at: chunk + 1)
  }

  private mutating func delete(_ key: [UInt8]) {
    guard let chunk = chunkIndex(of: key) else { return }
    let position = SortedMap.position(of: key, in: chunks[chunk])
    guard position < chunks[chunk].count, chunks[chunk][position].key == key else { return }
    chunks[chunk].remove(at: position)
    if chunks[chunk].isEmpty { chunks.remove(at: chunk) }
  }

  /// The last chunk whose first key is not behind `key`: the only one that can hold it.
  private func chunkIndex(of key: [UInt8]) -> Int? {
    var (low, high) = (0, chunks.count)
    while low < high {
      let middle = (low + high) / 2
      if key.lexicographicallyPrecedes(chunks[middle][0].key) { high = middle } else { low = middle + 1 }
    }
    return low == 0 ? nil : low - 1
  }

  /// How many keys of the chunk precede `key`.
  private static func position(of key: [UInt8], in chunk: [Pair]) -> Int {
    var (low, high) = (0, chunk.count)
    while low < high {
      let middle = (low + high) / 2
      if chunk[middle].key.lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

import PandoStorage
import Testing

/// Both stores against the plainest store there is, a sorted array, over random histories.
@Suite struct StoreModelTests {
  /// Pairs in the order of their keys, and every operation a search from the start.
  struct Model {
    private(set) var pairs: [Pair] = []

    mutating func apply(_ batch: WriteBatch) {
      for operation in batch.operations {
        switch operation {
        case .put(let key, let value):
          pairs.removeAll { $0.key == key }
          let place = pairs.firstIndex { key.lexicographicallyPrecedes($0.key) } ?? pairs.endIndex
          pairs.insert(Pair(key: key, value: value), at: place)
        case .delete(let key):
          pairs.removeAll { $0.key == key }
        }
      }
    }

    func get(_ key: [UInt8]) -> [UInt8]? { pairs.first { $0.key == key }?.value }

    func scan(_ range: KeyRange, limit: Int, descending: Bool) -> [Pair] {
      let all = pairs.filter {
        !$0.key.lexicographicallyPrecedes(range.lower) && $0.key.lexicographicallyPrecedes(range.upper)
      }
      return Array((descending ? all.reversed() : all).prefix(limit))
    }
  }

  /// Draws keys from few bytes, so that they collide, and are prefixes of one another.
  struct Source {
    var random: SplitMix

    mutating func key() -> [UInt8] {
      let alphabet: [UInt8] = [0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF]
      return (0..<random.below(6)).map { _ in alphabet[random.below(alphabet.count)] }
    }

    mutating func batch(deletesPerTen: Int) -> WriteBatch {
      var batch = WriteBatch()
      for _ in 0..<random.below(40) {
        if random.below(10) < deletesPerTen {
          batch.delete(key())
        } else {
          batch.put(key(), (0..<random.below(200)).map { _ in UInt8(truncatingIfNeeded: random.below(256)) })
        }
      }
      return batch
    }

    mutating func range() -> KeyRange { KeyRange(lower: key(), upper: key()) }
  }

  @Test(arguments: StoreKind.allCases, [1, 2, 3] as [UInt64])
  func storeAgreesWithASortedArray(kind: StoreKind, seed: UInt64) throws {
    try kind.withStore { store in
      var source = Source(random: SplitMix(seed: seed))
      var model = Model()
      var snapshots: [(reader: any StoreReader, model: Model)] = []
      for step in 0..<200 {
        // It grows, then it shrinks.
        let batch = source.batch(deletesPerTen: step < 130 ? 2 : 9)
        try store.write(batch, durable: source.random.below(8) == 0)
        model.apply(batch)
        if source.random.below(10) == 0 { snapshots.append((try store.snapshot(), model)) }
        if snapshots.count > 3 { snapshots.removeFirst() }

        for (reader, model) in snapshots + [(store, model)] {
          try check(reader, against: model, with: &source)
        }
      }
      #expect(try store.pairs() == model.pairs)
    }
  }

  private func check(_ reader: any StoreReader, against model: Model, with source: inout Source) throws {
    let key = source.key()
    #expect(try reader.get(key) == model.get(key))
    let range = source.range()
    let limit = source.random.below(2) == 0 ? .max : source.random.below(20)
    let descending = source.random.below(2) == 0
    #expect(
      try reader.pairs(range, limit: limit, descending: descending)
        == model.scan(range, limit: limit, descending: descending))
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func crashedStoreIsTheHistoryUpToABatch(seed: UInt64) throws {
    var source = Source(random: SplitMix(seed: seed))
    var store = MemoryStore()
    /// The model after each batch that a crash may still take, the durable one first.
    var history = [Model()]
    for _ in 0..<150 {
      if source.random.below(12) == 0 {
        let survivors = source.random.below(history.count)
        store = store.crash(survivors: survivors)
        history = [history[survivors]]
      } else {
        let batch = source.batch(deletesPerTen: 4)
        let durable = source.random.below(5) == 0
        var model = history[history.count - 1]
        model.apply(batch)
        try store.write(batch, durable: durable)
        history = durable ? [model] : history + [model]
      }
      #expect(store.unsyncedCount == history.count - 1)
      #expect(try store.pairs() == history[history.count - 1].pairs)
    }
  }
}

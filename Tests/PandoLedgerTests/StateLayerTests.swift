import PandoLedger
import PandoStorage
import Testing

/// Checks layers, views and builders, by example and against a plain dictionary.
@Suite struct StateLayerTests {
  @Test func newestLayerWinsAndDeletionHidesTheStore() throws {
    let store = try storeHolding([[1]: [10], [2]: [20], [3]: [30]])
    let view = StateView(store: store)
    let lower = try layer(over: view) { builder in
      builder.put([2], [21])
      builder.delete([3])
    }
    let upper = try layer(over: view.adding(lower)) { builder in
      builder.put([3], [])
      builder.delete([1])
    }
    let top = view.adding(lower).adding(upper)
    #expect(try top.get([1]) == nil)
    #expect(try top.get([2]) == [21])
    #expect(try top.get([3]) == [])
    #expect(try view.adding(lower).get([3]) == nil)
    #expect(try view.get([3]) == [30])
  }

  @Test func droppedSavepointLeavesNoTrace() throws {
    var builder = StateLayerBuilder(over: StateView(store: try storeHolding([[1]: [10]])))
    builder.put([2], [20])
    builder.beginSavepoint()
    builder.put([2], [21])
    builder.delete([1])
    builder.put([0], [9])
    #expect(try builder.get([2]) == [21])
    #expect(try builder.get([1]) == nil)
    builder.put([2], [22])
    let changes = try builder.savepointChanges
    #expect(changes.map(\.key) == [[0], [1], [2]])
    #expect(changes.map(\.before) == [nil, [10], [20]])
    #expect(changes.map(\.after) == [[9], nil, [22]])
    builder.dropSavepoint()
    #expect(try builder.get([2]) == [20])
    #expect(try builder.get([1]) == [10])
    #expect(builder.seal().changes == [StateChange(key: [2], value: [20])])
  }

  @Test func keptSavepointsNest() throws {
    var builder = StateLayerBuilder(over: StateView(store: MemoryStore()))
    builder.put([1], [1])
    builder.beginSavepoint()
    builder.put([1], [2])
    builder.beginSavepoint()
    builder.put([1], [3])
    builder.put([2], [3])
    #expect(try builder.savepointChanges.map(\.before) == [[2], nil])
    builder.keepSavepoint()
    #expect(try builder.savepointChanges.map(\.before) == [[1], nil])
    #expect(try builder.get([2]) == [3])
    builder.keepSavepoint()
    let everything = KeyRange(lower: [], upper: [0xFF])
    #expect(builder.changes(in: everything).map(\.value) == [[3], [3]])
  }

  @Test func layerBecomesABatchInAscendingOrder() throws {
    let long = [UInt8](repeating: 2, count: 16)
    let layer = try layer(over: StateView(store: MemoryStore())) { builder in
      for key in [[5], [1, 0], [1], [9], [3]] as [[UInt8]] { builder.put(key, [0]) }
      builder.delete([4])
      builder.put([1], [7])
      // Keys that part behind their first sixteen bytes, and one that ends there.
      builder.put(long + [2], [0])
      builder.put(long + [1], [0])
      builder.put(long, [0])
    }
    var batch = WriteBatch()
    layer.append(to: &batch)
    let keys = batch.operations.map { operation in
      switch operation {
      case .put(let key, _), .delete(let key): key
      }
    }
    #expect(keys == [[1], [1, 0], long, long + [1], long + [2], [3], [4], [5], [9]])
    #expect(batch.operations[0] == .put(key: [1], value: [7]))
    #expect(batch.operations[6] == .delete(key: [4]))
    let range = KeyRange(lower: [1, 0], upper: [4])
    #expect(layer.changes(in: range).map(\.key) == [[1, 0], long, long + [1], long + [2], [3]])
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func readsEqualThoseOfADictionary(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var model: [[UInt8]: [UInt8]] = [:]
    for _ in 0..<random.below(40) { model[random.shortKey()] = random.bytes(2) }
    let store = try storeHolding(model)
    var view = StateView(store: store)
    for _ in 0..<random.below(4) {
      view = view.adding(try layer(over: view) { random.change(&$0, &model) })
      try expectEqual(view, model, &random)
    }
    var builder = StateLayerBuilder(over: view)
    random.change(&builder, &model)
    builder.beginSavepoint()
    random.change(&builder, &model)
    try expectEqual(builder, model, &random)
    builder.keepSavepoint()
    view = view.adding(builder.seal())

    // Written down, the layers turn the store into what the view showed, and the view shows the same as before.
    var batch = WriteBatch()
    for layer in view.layers { layer.append(to: &batch) }
    try store.write(batch, durable: true)
    try expectEqual(store, model, &random)
    try expectEqual(view, model, &random)
  }

  private func expectEqual(
    _ reader: some StoreReader, _ model: [[UInt8]: [UInt8]], _ random: inout SplitMix
  ) throws {
    for _ in 0..<20 {
      let key = random.shortKey()
      #expect(try reader.get(key) == model[key])
      let range = KeyRange(lower: random.shortKey(), upper: random.shortKey())
      let limit = random.below(4) == 0 ? Int.max : random.below(8)
      let descending = random.below(2) == 0
      var expected = model.filter { range.contains($0.key) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      if descending { expected.reverse() }
      let found = try reader.scan(range, limit: limit, descending: descending)
      #expect(found.map(\.key) == expected.prefix(limit).map(\.key))
      #expect(found.map(\.value) == expected.prefix(limit).map(\.value))
    }
  }
}

private func storeHolding(_ pairs: [[UInt8]: [UInt8]]) throws -> MemoryStore {
  let store = MemoryStore()
  var batch = WriteBatch()
  for (key, value) in pairs { batch.put(key, value) }
  try store.write(batch, durable: true)
  return store
}

private func layer<Store>(
  over view: StateView<Store>, _ body: (inout StateLayerBuilder<Store>) throws -> Void
) throws -> StateLayer {
  var builder = StateLayerBuilder(over: view)
  try body(&builder)
  return builder.seal()
}

extension SplitMix {
  /// One of few keys, so that the same ones come again and some begin with others.
  fileprivate mutating func shortKey() -> [UInt8] { (0..<below(4)).map { _ in UInt8(below(3)) } }

  /// Writes and deletes the same in the builder and in the model.
  fileprivate mutating func change<Store>(
    _ builder: inout StateLayerBuilder<Store>, _ model: inout [[UInt8]: [UInt8]]
  ) {
    for _ in 0..<below(20) {
      let key = shortKey()
      if below(3) == 0 {
        builder.delete(key)
        model[key] = nil
      } else {
        let value = bytes(below(3))
        builder.put(key, value)
        model[key] = value
      }
    }
  }
}

package import PandoPrimitives
package import PandoStorage

/// Where a transaction stands in the ledger.
package struct TransactionPosition: Hashable, Sendable, CanonicalMessage {
  package let height: Height
  package let index: Int

  package init(height: Height, index: Int) {
    self.height = height
    self.index = index
  }

  package func encode(to encoder: inout CanonicalEncoder) {
    encoder.integer(1, height.value)
    encoder.integer(2, UInt64(index))
  }

  package init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    height = Height(try decoder.integer(1))
    index = Int(try decoder.integer(2, atMost: UInt64(Block.transactionCountMax)))
  }
}

/// Every transaction that was executed, by identifier: where it is found, and the replay filter, by which none is
/// executed twice (docs/spec/blocks.md, "Replay filter").
///
/// The filter need only know those that have not expired. The index forgets none, and what it knows besides refuses
/// nothing that admission would not refuse anyway.
package enum TransactionIndex {
  /// Where the transaction is; nil when it was not executed.
  package static func position(
    of id: TransactionID, in reader: some StoreReader
  ) throws(StorageError) -> TransactionPosition? {
    guard let bytes = try reader.get(key(id)) else { return nil }
    do {
      return try TransactionPosition(canonicalBytes: bytes)
    } catch {
      throw StorageError(
        .corrupted,
        "The database does not hold the index of transaction \(id) in a form that can be read; restore it or start this "
          + "node anew.", cause: "\(error)")
    }
  }

  static func contains(_ id: TransactionID, _ reader: some StoreReader) throws(StorageError) -> Bool {
    try reader.get(key(id)) != nil
  }

  static func add(
    _ id: TransactionID, at position: TransactionPosition, to state: inout StateLayerBuilder<some StoreReader>
  ) {
    state.put(key(id), position.canonicalBytes)
  }

  private static func key(_ id: TransactionID) -> [UInt8] {
    var key: [UInt8] = []
    key.reserveCapacity(1 + Hash.byteCount)
    key.append(KeySpace.transactionIndex.rawValue)
    id.hash.append(to: &key)
    return key
  }
}

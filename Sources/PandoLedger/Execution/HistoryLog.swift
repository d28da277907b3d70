package import PandoPrimitives
package import PandoStorage

/// The log of everything that was ever executed, as the blocks extend it (docs/spec/blocks.md, "History log").
///
/// A complete node is stored under level ‖ index (eight bytes), and never changes.
package struct HistoryLog: Sendable {
  /// Behind all nodes: a log of 2^64 leaves has 65 levels.
  private static let frontierKey = KeySpace.historyNode.key([0xFF])

  private var frontier: MerkleFrontier

  /// The log that `reader` shows; empty when there is none yet.
  package init(_ reader: some StoreReader) throws(StorageError) {
    guard let bytes = try reader.get(HistoryLog.frontierKey) else {
      frontier = MerkleFrontier()
      return
    }
    do {
      frontier = try MerkleFrontier(canonicalBytes: bytes)
    } catch {
      throw StorageError(.corrupted, "The end of the history log is damaged.", cause: "\(error)")
    }
  }

  package var size: UInt64 { frontier.size }
  package var root: Hash { frontier.root }

  /// The key of a complete node in the store.
  package static func nodeKey(level: UInt8, index: UInt64) -> [UInt8] {
    var key: [UInt8] = []
    key.reserveCapacity(10)
    key.append(KeySpace.historyNode.rawValue)
    key.append(level)
    key.append(contentsOf: [UInt8](ordered: index))
    return key
  }

  /// Appends a record and writes the nodes that this completes.
  mutating func append(_ record: TransactionRecord, to state: inout StateLayerBuilder<some StoreReader>) {
    for node in frontier.append(MerkleHash.leaf(record.canonicalBytes)) {
      state.put(HistoryLog.nodeKey(level: node.level, index: node.index), node.hash.bytes)
    }
  }

  /// Writes where the log now ends.
  func save(to state: inout StateLayerBuilder<some StoreReader>) {
    state.put(HistoryLog.frontierKey, frontier.canonicalBytes)
  }
}

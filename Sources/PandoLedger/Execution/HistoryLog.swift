package import PandoPrimitives
package import PandoStorage

/// The log of everything that was ever executed, as the blocks extend it (docs/spec/blocks.md, "History log").
///
/// The leaves that a block adds are stored together, under the index of the first. A complete node that is at least
/// ``storedLevelMin`` levels above the leaves is stored under level ‖ index; those between follow from 256 leaves. None
/// of this ever changes.
package struct HistoryLog: Sendable {
  /// Behind all nodes: a log of 2^64 leaves has 65 levels.
  private static let frontierKey = KeySpace.historyNode.key([0xFF])

  /// The lowest level of which nodes are stored.
  package static let storedLevelMin: UInt8 = 8

  private var frontier: MerkleFrontier
  /// The leaves since the log was read, which are those of one block, and the index of the first.
  private var leaves: [UInt8] = []
  private let firstIndex: UInt64

  /// The log that `reader` shows; empty when there is none yet.
  package init(_ reader: some StoreReader) throws(StorageError) {
    guard let bytes = try reader.get(HistoryLog.frontierKey) else {
      frontier = MerkleFrontier()
      firstIndex = 0
      return
    }
    do {
      frontier = try MerkleFrontier(canonicalBytes: bytes)
      firstIndex = frontier.size
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

  /// Appends a record and writes the upper nodes that this completes.
  mutating func append(_ record: TransactionRecord, to state: inout StateLayerBuilder<some StoreReader>) {
    let leaf = MerkleHash.leaf(record.canonicalBytes)
    leaf.append(to: &leaves)
    for node in frontier.append(leaf, reportingFrom: HistoryLog.storedLevelMin) {
      state.put(HistoryLog.nodeKey(level: node.level, index: node.index), node.hash.bytes)
    }
  }

  /// Writes the leaves, and where the log now ends.
  func save(to state: inout StateLayerBuilder<some StoreReader>) {
    if !leaves.isEmpty { state.put(KeySpace.historyLeaves.key(firstIndex), leaves) }
    state.put(HistoryLog.frontierKey, frontier.canonicalBytes)
  }
}

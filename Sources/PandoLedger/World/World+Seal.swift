import PandoPrimitives
import PandoStorage

/// What a block, or genesis, leaves behind.
struct SealedState {
  let layer: StateLayer
  let stateRoot: Hash
  let writeSetDigest: Hash
}

extension World {
  /// Ends the block: takes the written rows of tables with proofs into the state tree, and seals the layer.
  consuming func seal(at height: Height) throws(StorageError) -> SealedState {
    let written = WrittenRows(state.changes(in: KeySpace.stateRow.range))
    let leaves = try rowsWithProofs(written)
    let root = try state.updateTree(leaves, at: height)
    return SealedState(layer: state.seal(), stateRoot: root, writeSetDigest: written.digest)
  }

  /// The rows whose tables have proofs. They come table by table, so each table is looked up once.
  private func rowsWithProofs(_ written: WrittenRows) throws(StorageError) -> [StateTree.Change] {
    var table: [UInt8] = []
    var hasProofs = false
    var rows: [StateTree.Change] = []
    for row in written.rows {
      let name = row.key.prefix { $0 != 0 }
      if !name.elementsEqual(table) {
        table = Array(name)
        hasProofs = try self.hasProofs(table)
      }
      if hasProofs { rows.append(row) }
    }
    return rows
  }

  private func hasProofs(_ table: [UInt8]) throws(StorageError) -> Bool {
    guard let name = TableName(bytes: table) else {
      preconditionFailure("A row is written under the name of a table.")
    }
    guard !name.isSystem else { return true }
    guard let bytes = try state.get(SystemTable.tables.key(table)) else {
      preconditionFailure("A row is written into a table that exists.")
    }
    let descriptor: TableDescriptor = try StoredRow.decode(bytes, in: SystemTable.tables.rawValue)
    return descriptor.proofs
  }
}

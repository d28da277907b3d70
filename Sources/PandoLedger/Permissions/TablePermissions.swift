package import PandoPrimitives

extension PermissionModel {
  /// The truth table of docs/spec/permissions.md: who may update or delete a row that exists.
  /// - Parameters:
  ///   - table: the credentials satisfy an owner of the table or a grant to update.
  ///   - row: the credentials satisfy an owner of the row.
  package func allows(table: Bool, row: Bool) -> Bool {
    switch self {
    case .permissionLess: true
    case .rowOnly: row
    case .tableOnly: table
    case .tableOrRow: table || row
    case .tableAndRow: table && row
    }
  }
}

extension TableDescriptor {
  /// Who may add rows: the owners and those with a grant to insert.
  package var inserters: [Address] { owners + grants.filter(\.insert).map(\.address) }

  /// Who holds the table's half of the right to change a row: the owners and those with a grant to update.
  package var updaters: [Address] { owners + grants.filter(\.update).map(\.address) }

  /// Who may read a table whose reads are restricted: the owners and those with a grant to read.
  package var readers: [Address] { owners + grants.filter(\.read).map(\.address) }

  /// Who may mint and burn.
  package var issuers: [Address] { tokenAdmins.isEmpty ? owners : tokenAdmins }

  /// Whether `credentials` may read rows: those of a restricted table are for readers alone.
  package func allowsReading(by credentials: Credentials) -> Bool {
    !readRestricted || credentials.satisfyAny(of: readers)
  }

  func requireInsert(_ credentials: Credentials) throws(ExecutionFailure) {
    guard credentials.satisfyAny(of: inserters) else {
      throw .refused(
        .needsInsert,
        "Adding a row to \(name) takes an owner of the table or a grant to insert: "
          + "\(credentials.remedy(for: inserters)).")
    }
  }

  func requireIssue(_ credentials: Credentials) throws(ExecutionFailure) {
    guard credentials.satisfyAny(of: issuers) else {
      throw .refused(
        .needsTokenAdmin,
        "Minting and burning \(name) takes a token admin of the table: \(credentials.remedy(for: issuers)).")
    }
  }

  /// Checks the right to update or delete a row that has these owners.
  func requireUpdate(rowOwners: [Address], _ credentials: Credentials) throws(ExecutionFailure) {
    let table = credentials.satisfyAny(of: updaters)
    let row = credentials.satisfyAny(of: rowOwners)
    guard !permissionModel.allows(table: table, row: row) else { return }
    let tablePath = "as the table, \(credentials.remedy(for: updaters))"
    let rowPath = "as the row, \(credentials.remedy(for: rowOwners))"
    switch permissionModel {
    case .rowOnly:
      throw .refused(.needsRow, "Changing a row of \(name) takes an owner of the row: \(rowPath).")
    case .tableOnly:
      throw .refused(
        .needsTable,
        "Changing a row of \(name) takes an owner of the table or a grant to update: \(tablePath).")
    case .tableAndRow:
      let missing = [table ? nil : tablePath, row ? nil : rowPath].compactMap(\.self).joined(separator: "; and ")
      throw .refused(
        .needsTableAndRow,
        "Changing a row of \(name) takes both the table (owner or grant to update) and an owner of the row: "
          + "\(missing).")
    case .tableOrRow, .permissionLess:
      throw .refused(
        .needsTableOrRow,
        "Changing a row of \(name) takes the table (owner or grant to update) or an owner of the row: "
          + "\(tablePath); or \(rowPath).")
    }
  }
}

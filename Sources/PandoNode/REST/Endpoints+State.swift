import Hummingbird
import HummingbirdCore
import PandoAPI
import PandoPrimitives

extension Endpoints {
  func listTables(_ call: Call) async throws -> Response {
    let query = try call.query("after", "limit")
    let limit = try query.limit()
    let after = try query["after"].map { text throws(Failure) in try TableName(parameter: text) }
    return try await read { reader in
      // One more than asked for shows whether there are more.
      let tables = try reader.tables(after: after, limit: limit + 1)
      let page = Array(tables.prefix(limit))
      return TablesAnswer(
        tables: page, next: tables.count > limit ? page.last?.name : nil, atHeight: reader.height)
    }
  }

  func getTable(_ call: Call) async throws -> Response {
    _ = try call.query()
    let name = try call.tableName
    return try await read { TableAnswer(table: try $0.requiredTable(name), atHeight: $0.height) }
  }

  func getRow(_ call: Call) async throws -> Response {
    _ = try call.query()
    let (name, text) = (try call.tableName, call.parameter("key"))
    return try await read { reader in
      let table = try reader.readableTable(name)
      guard let key = table.rawKey(text) else {
        throw Failure.notFound(
          "row_not_found", "No row of \(name) can have this key; \(table.keyDescription).", at: reader.height)
      }
      guard let row = try reader.row(key, of: table) else {
        throw Failure.notFound("row_not_found", "Table \(name) has no row with this key.", at: reader.height)
      }
      return RowAnswer(table: name, row: row, atHeight: reader.height)
    }
  }

  func listRows(_ call: Call) async throws -> Response {
    let query = try call.query("after", "limit")
    let name = try call.tableName
    let limit = try query.limit()
    let (after, byteCountMax) = (query["after"], limits.rowsByteCountMax)
    return try await read { reader in
      let table = try reader.readableTable(name)
      let key = after.flatMap { table.rawKey($0) }
      if after != nil && key == nil {
        throw Failure.malformed("row_key", "after is not a key of \(name); \(table.keyDescription).")
      }
      let rows = try reader.rows(after: key, of: table, limit: limit, byteCountMax: byteCountMax)
      // The page may end early for its length, so only the table knows whether more follow.
      var next: String?
      if let last = rows.last?.key, let lastKey = table.rawKey(last) {
        next = try reader.rows(after: lastKey, of: table, limit: 1, byteCountMax: 1).isEmpty ? nil : last
      }
      return RowsAnswer(table: name, rows: rows, next: next, atHeight: reader.height)
    }
  }
}

extension Call {
  /// The table that the path names.
  var tableName: TableName {
    get throws(Failure) { try TableName(parameter: "\(parameter("ecosystem"))/\(parameter("name"))") }
  }
}

extension TableName {
  fileprivate init(parameter text: String) throws(Failure) {
    guard let name = TableName(text) else {
      throw .malformed("table_name", "A table is named ecosystem/name, each part 1 to 64 of a-z, 0-9, _ and -.")
    }
    self = name
  }
}

extension TableDescriptor {
  /// The raw key of a row whose key stands in a URL as `text`.
  fileprivate func rawKey(_ text: String) -> [UInt8]? {
    switch kind {
    case .asset: Address(text)?.bytes
    case .binary: [UInt8](hexadecimal: text).flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  fileprivate var keyDescription: String {
    switch kind {
    case .asset: "keys of this table are addresses (pando1…)"
    case .binary: "keys of this table are bytes in hexadecimal digits"
    }
  }
}

extension LedgerReader {
  fileprivate func requiredTable(_ name: TableName) throws -> TableDescriptor {
    guard let table = try table(name) else {
      throw Failure.notFound("table_not_found", "There is no table \(name).", at: height)
    }
    return table
  }

  /// The table, if everyone may read its rows.
  fileprivate func readableTable(_ name: TableName) throws -> TableDescriptor {
    let table = try requiredTable(name)
    guard !table.readRestricted else { throw Failure.readRestricted(name) }
    return table
  }
}

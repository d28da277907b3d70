/// What programs say of tables, as the host understands it.
extension BuiltinCall {
  /// Tables that exist once and have a column `ecosystem`.
  private static let sharedTables: Set<String> = [
    "keys", "menu", "pages", "snippets", "languages", "contracts", "tables", "parameters", "history", "sections",
    "members", "roles", "roles_participants", "notifications", "applications", "binaries", "buffer_data", "app_params",
    "views",
  ]

  /// The table with a name: `name` in the ecosystem of the transaction, `@5name` in another. The shared ones are those
  /// of ecosystem 1.
  func table(_ name: ByteString) throws(Fault) -> TableReference {
    var text = name.bytes[...]
    var ecosystem: Int64?
    if text.first == UInt8(ascii: "@") {
      let digits = text.dropFirst().prefix(while: \.isDigit)
      guard let number = digits.isEmpty ? 1 : try? NumberText.integer(digits) else { throw noTable(name) }
      ecosystem = number
      text = text.dropFirst(1 + digits.count)
    }
    let plain = String(decoding: BuiltinCall.plain(text), as: UTF8.self)
    guard !plain.isEmpty else {
      throw Fault(.name, "the table name cannot be empty" + (name.isEmpty ? "" : ", as it is in " + name))
    }
    let own = BuiltinCall.sharedTables.contains(plain) ? 1 : host.facts.ecosystem
    return TableReference(ecosystem: ecosystem ?? own, name: plain)
  }

  private func noTable(_ name: ByteString) -> Fault { Fault(.name, "table " + name + " has not been found") }

  /// Whether a table has rows of all ecosystems.
  func isShared(_ table: TableReference) -> Bool {
    table.ecosystem == 1 && BuiltinCall.sharedTables.contains(table.name)
  }

  /// The ecosystem that a row of a shared table belongs to when the program does not say so.
  func rowEcosystem(_ table: TableReference) -> Int64 { table.name == "keys" ? 1 : host.facts.ecosystem }

  /// Lower-case letters, digits and `_`; others vanish.
  static func plain(_ name: some Swift.Collection<UInt8>) -> [UInt8] {
    name.compactMap { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): byte
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
      default: nil
      }
    }
  }

  /// `name`, or `doc->a->b`.
  static func column(_ text: some Swift.Collection<UInt8>) throws(Fault) -> ColumnReference {
    let bytes = Array(text)
    let parts = ByteText.split(bytes, by: Array("->".utf8)).map { bytes[$0] }
    let name = String(decoding: plain(parts[0]), as: UTF8.self)
    guard !name.isEmpty else { throw Fault(.name, "column name is empty") }
    let path = parts.dropFirst().map { String(decoding: plain($0), as: UTF8.self) }
    guard path.count <= pathCountMax else { throw Fault(.depth, "column \(name): the path has too many parts") }
    guard !path.contains("") else { throw Fault(.name, "column " + ByteString(bytes) + " doesn't exist") }
    return ColumnReference(name, path: path)
  }

  private static let pathCountMax = 16

  /// The columns that are asked for: a text with commas, or an array of texts. None means all.
  func columns(_ value: Value) throws(Fault) -> [ColumnReference] {
    var names: [ArraySlice<UInt8>] = []
    switch value {
    case .nil: break
    case .string(let text):
      try charge(bytes: text.count)
      names = text.bytes.split(separator: UInt8(ascii: ","))
    case .array(let array):
      try charge(elements: array.count)
      for value in array.values {
        guard case .string(let name) = value else {
          throw Fault(.type, "unsupported type of columns: \(value.typeText)")
        }
        names.append(name.bytes[...])
      }
    default: throw Fault(.type, "unsupported type of columns: \(value.typeText)")
    }
    guard names.count <= BuiltinCall.columnCountMax else {
      throw Fault(.size, "Too many columns. Limit is \(BuiltinCall.columnCountMax)")
    }
    var columns: [ColumnReference] = []
    for name in names {
      let trimmed = ByteText.trimmed(Array(name))
      if trimmed.isEmpty { continue }
      if trimmed.elementsEqual("*".utf8) { return [] }
      columns.append(try BuiltinCall.column(trimmed))
    }
    return columns
  }

  private static let columnCountMax = 100

  /// A column, a map of columns to 1 or −1, or an array of both.
  func order(_ value: Value) throws(Fault) -> [TableQuery.Order] {
    switch value {
    case .nil: return []
    case .string(let text):
      try charge(bytes: text.count)
      return ByteText.trimmed(text.bytes).isEmpty ? [] : [TableQuery.Order(try BuiltinCall.column(text.bytes))]
    case .map(let map):
      try charge(elements: map.count)
      return try orders(map.pairs)
    case .array(let array):
      try charge(elements: array.count)
      var orders: [TableQuery.Order] = []
      for element in array.values {
        if case .array = element { throw Fault(.type, "unsupported type of order: \(element.typeText)") }
        orders += try order(element)
      }
      return orders
    default: throw Fault(.type, "unsupported type of order: \(value.typeText)")
    }
  }

  private func orders(_ pairs: [(key: ByteString, value: Value)]) throws(Fault) -> [TableQuery.Order] {
    var orders: [TableQuery.Order] = []
    for (key, value) in pairs {
      let direction = try text(of: value)
      orders.append(TableQuery.Order(try BuiltinCall.column(key.bytes), isDescending: direction == "-1"))
    }
    return orders
  }

  private static let clocks = ["now()", "localtime", "current_date", "current_time", "current_timestamp"].map {
    Array($0.utf8)
  }

  /// Nodes must not ask their clocks.
  func checkAsksNoClock(_ text: ByteString) throws(Fault) {
    try charge(bytes: text.count)
    let lower = ByteText.lowercased(text.bytes.filter { $0 != UInt8(ascii: " ") })
    guard BuiltinCall.clocks.contains(where: { ByteText.contains(lower, $0) }) else { return }
    throw Fault(
      .access,
      "it is prohibited to use current_time or current_date or localtime or current_timestamp sql keyword")
  }
}

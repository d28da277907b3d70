import PandoPrimitives

/// Reads the maps by which programs say which rows they mean: `{"amount": {"$gt": 5}, "$or": [{…}, {…}]}`.
struct WhereReader {
  /// Maps and arrays within one another.
  private static let depthMax = 16
  private static let conditionCountMax = 10_000

  private let call: BuiltinCall
  private var depth = 0
  private var count = 0

  private init(_ call: BuiltinCall) { self.call = call }

  static func condition(_ map: ValueMap, _ call: BuiltinCall) throws(Fault) -> RowCondition {
    var reader = WhereReader(call)
    return try reader.condition(map)
  }

  /// All entries of a map hold. What says nothing is left out.
  private mutating func condition(_ map: ValueMap) throws(Fault) -> RowCondition {
    try enter()
    defer { depth -= 1 }
    var conditions: [RowCondition] = []
    for (key, value) in map.pairs {
      try step()
      switch key {
      case "$and": conditions.append(.all(try alternatives(key, value)))
      case "$or":
        // Of no alternatives upstream makes no condition.
        let alternatives = try alternatives(key, value)
        if !alternatives.isEmpty { conditions.append(.any(alternatives)) }
      default:
        guard key.bytes.first != UInt8(ascii: "$") else { throw unknown(key) }
        conditions.append(try condition(BuiltinCall.column(key.bytes), value))
      }
    }
    conditions.removeAll(where: \.isEmpty)
    return conditions.count == 1 ? conditions[0] : .all(conditions)
  }

  private func unknown(_ name: ByteString) -> Fault { Fault(.name, "unknown operator " + name + " in where") }

  private mutating func enter() throws(Fault) {
    guard depth < WhereReader.depthMax else { throw Fault(.depth, "the where is nested too deep") }
    depth += 1
  }

  private mutating func step() throws(Fault) {
    count += 1
    guard count <= WhereReader.conditionCountMax else { throw Fault(.size, "the where has too many conditions") }
    try call.charge(elements: 1)
  }

  private mutating func alternatives(_ key: ByteString, _ value: Value) throws(Fault) -> [RowCondition] {
    guard case .array(let array) = value else { throw wrong(key, value) }
    var alternatives: [RowCondition] = []
    for element in array.values {
      guard case .map(let map) = element else { throw wrong(key, element) }
      alternatives.append(try condition(map))
    }
    alternatives.removeAll(where: \.isEmpty)
    return alternatives
  }

  private func wrong(_ key: ByteString, _ value: Value) -> Fault {
    Fault(.type, "unsupported type of " + key + ByteString(" in where: \(value.typeText)"))
  }

  /// What a column is compared with: a value, operators, or an array of both, which all hold.
  private mutating func condition(_ column: ColumnReference, _ value: Value) throws(Fault) -> RowCondition {
    try step()
    switch value {
    case .nil, .string("$isnull"): return .isNull(column)
    case .map(let map):
      var conditions: [RowCondition] = []
      for (name, operand) in map.pairs { conditions.append(try condition(column, name, operand)) }
      guard !conditions.isEmpty else { throw Fault(.value, "nothing is said of \(column.name) in where") }
      return conditions.count == 1 ? conditions[0] : .all(conditions)
    case .array(let array):
      try enter()
      defer { depth -= 1 }
      var conditions: [RowCondition] = []
      for element in array.values { conditions.append(try condition(column, element)) }
      conditions.removeAll(where: \.isEmpty)
      return .all(conditions)
    default: return .compare(column, .equal, try text(value))
    }
  }

  private static let comparisons: [ByteString: RowCondition.Comparison] = [
    "$eq": .equal, "$neq": .notEqual, "$gt": .greater, "$gte": .greaterOrEqual, "$lt": .less, "$lte": .lessOrEqual,
    "$like": .contains, "$begin": .begins, "$end": .ends, "$ilike": .containsIgnoringCase,
    "$ibegin": .beginsIgnoringCase, "$iend": .endsIgnoringCase,
  ]

  private mutating func condition(
    _ column: ColumnReference, _ name: ByteString, _ operand: Value
  ) throws(Fault) -> RowCondition {
    try step()
    switch name {
    case "$in", "$nin":
      let values = try list(name, operand)
      // Upstream nothing is in, and nothing is not in, an empty list.
      if values.isEmpty { return .any([]) }
      return name == "$in" ? .isOneOf(column, values) : .isNoneOf(column, values)
    default:
      guard let comparison = WhereReader.comparisons[name] else {
        throw unknown(name)
      }
      return .compare(column, comparison, try text(operand))
    }
  }

  /// An array, or a text of values with commas between them.
  private mutating func list(_ name: ByteString, _ value: Value) throws(Fault) -> [ByteString] {
    switch value {
    case .array(let array):
      var texts: [ByteString] = []
      for element in array.values {
        try step()
        texts.append(try text(element))
      }
      return texts
    case .string(let list):
      try call.checkAsksNoClock(list)
      var texts: [ByteString] = []
      for part in list.bytes.split(separator: UInt8(ascii: ",")) {
        try step()
        let trimmed = ByteText.trimmed(Array(part))
        let quote = UInt8(ascii: "'")
        let isQuoted = trimmed.count > 1 && trimmed.first == quote && trimmed.last == quote
        texts.append(ByteString(isQuoted ? trimmed.dropFirst().dropLast() : trimmed))
      }
      return texts
    default: throw wrong(name, value)
    }
  }

  /// How tables hold a value: as text, bytes in hexadecimal digits.
  private func text(_ value: Value) throws(Fault) -> ByteString {
    switch value {
    case .string(let text):
      try call.checkAsksNoClock(text)
      return text
    case .bytes(let bytes):
      try call.make(bytes: 2 * bytes.count)
      return ByteString(Hexadecimal.encode(bytes.bytes))
    case .nil, .array, .map: throw Fault(.type, "unsupported type of a value in where: \(value.typeText)")
    default: return value.text
    }
  }
}

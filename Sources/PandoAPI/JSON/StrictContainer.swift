/// The keys of a JSON object that this schema knows; all others are refused by name.
typealias SchemaKey = CodingKey & CaseIterable & RawRepresentable<String>

extension Decoder {
  /// The members of a JSON object, every one of which must be in the schema `Key`.
  func strict<Key: SchemaKey>(_ keys: Key.Type = Key.self) throws -> StrictContainer<Key> {
    let known = Set(Key.allCases.map(\.rawValue))
    let given = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).sorted()
    if let unknown = given.first(where: { !known.contains($0) }) {
      throw problem("unknown key \"\(unknown)\"; known are \(Key.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return StrictContainer(values: try container(keyedBy: Key.self))
  }

  /// The value that a JSON string spells.
  func text<T>(_ what: String, _ parse: (String) -> T?) throws -> T {
    let text = try singleValueContainer().decode(String.self)
    guard let value = parse(text) else { throw problem("\"\(text.prefix(80))\" is not \(what)") }
    return value
  }

  /// The case of an enum whose JSON form is the name of the case.
  func word<T: CaseIterable>() throws -> T {
    try text("one of \(T.allCases.map { "\($0)" }.joined(separator: ", "))") { text in
      T.allCases.first { "\($0)" == text }
    }
  }

  /// An error at this place in the document.
  func problem(_ sentence: String) -> Swift.DecodingError {
    .dataCorrupted(.init(codingPath: codingPath, debugDescription: sentence, underlyingError: SchemaViolation()))
  }
}

extension Encoder {
  /// Writes a JSON string.
  func text(_ text: String) throws {
    var container = singleValueContainer()
    try container.encode(text)
  }
}

/// The members of a JSON object without unknown keys.
struct StrictContainer<Key: SchemaKey> {
  fileprivate let values: KeyedDecodingContainer<Key>

  /// A member that must be there.
  subscript<T: Decodable>(_ key: Key) -> T {
    get throws { try values.decode(T.self, forKey: key) }
  }

  /// A member that may be absent. `null` is not absent: it has the wrong type.
  subscript<T: Decodable>(_ key: Key, default value: T) -> T {
    get throws { values.contains(key) ? try values.decode(T.self, forKey: key) : value }
  }

  /// The members that are there.
  var keys: [Key] { values.allKeys }
}

/// Tells the errors of this schema from those of the JSON parser.
struct SchemaViolation: Error {}

/// Any key of a JSON object.
private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

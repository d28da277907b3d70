/// Why bytes are not the canonical form of a message. `field` is the number of the field at fault.
public enum DecodingError: Error, Hashable, Sendable {
  /// The bytes end inside a field; 0 when they end inside a number, such as that of a field.
  case truncated(field: UInt32)
  /// A varint is longer than its value needs, or longer than 64 bits.
  case varintNotMinimal
  /// A field is written although it holds its default.
  case defaultWritten(field: UInt32)
  /// Bytes remain after the last field that belongs here: an unknown field, one out of order, or one given twice.
  case unexpectedField(field: UInt32)
  /// A field has another wire type than the schema says.
  case wrongWireType(field: UInt32)
  /// A field that must be there is missing.
  case missing(field: UInt32)
  /// A length or count is over its limit.
  case tooLarge(field: UInt32, limit: Int)
  /// A value is outside the range that the schema allows.
  case invalidValue(field: UInt32)
}

extension DecodingError: CustomStringConvertible {
  /// A clause for people; the numbers of the fields are those of the schema in `proto/`.
  public var description: String {
    switch self {
    case .truncated(field: 0): "the bytes end in the middle of a number"
    case .truncated(let field): "the bytes end within field \(field)"
    case .varintNotMinimal: "a number is written with more bytes than it needs, or with more than 64 bits"
    case .defaultWritten(let field): "field \(field) is written although it holds its default"
    case .unexpectedField(let field): "field \(field) does not belong there: unknown, out of order, or given twice"
    case .wrongWireType(let field): "field \(field) has another wire type than the schema says"
    case .missing(let field): "field \(field) is missing"
    case .tooLarge(let field, let limit): "field \(field) is longer than \(limit)"
    case .invalidValue(let field): "the value of field \(field) is outside the range that the schema allows"
    }
  }
}

/// Reads the canonical byte form strictly: ask for the fields in ascending order, then call ``finish()``.
///
/// Whatever the schema does not allow is left unread and so refused at the end. Nothing is allocated before its length
/// is checked against the bytes that are there.
public struct CanonicalDecoder: Sendable {
  private let buffer: [UInt8]
  private var position: Int
  private let end: Int

  /// A decoder over all of `bytes`.
  public init(_ bytes: [UInt8]) {
    buffer = bytes
    position = 0
    end = bytes.count
  }

  private init(_ buffer: [UInt8], _ range: Range<Int>) {
    self.buffer = buffer
    position = range.lowerBound
    end = range.upperBound
  }

  /// Refuses what is left.
  public mutating func finish() throws(DecodingError) {
    guard position < end else { return }
    throw .unexpectedField(field: UInt32(truncatingIfNeeded: try varint() >> 3))
  }

  /// A `uint64`; zero when the field is absent.
  public mutating func integer(_ field: UInt32) throws(DecodingError) -> UInt64 {
    guard try begins(field, .varint) else { return 0 }
    let value = try varint()
    guard value != 0 else { throw .defaultWritten(field: field) }
    return value
  }

  /// An unsigned integer no greater than `limit`.
  public mutating func integer(_ field: UInt32, atMost limit: UInt64) throws(DecodingError) -> UInt64 {
    let value = try integer(field)
    guard value <= limit else { throw .invalidValue(field: field) }
    return value
  }

  /// A `bool`; false when the field is absent.
  public mutating func boolean(_ field: UInt32) throws(DecodingError) -> Bool {
    try integer(field, atMost: 1) == 1
  }

  /// A zigzag `sint64`; zero when the field is absent.
  public mutating func signed(_ field: UInt32) throws(DecodingError) -> Int64 {
    let value = try integer(field)
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// An enum whose raw value travels as a varint.
  public mutating func enumeration<E: RawRepresentable<UInt64>>(_ field: UInt32) throws(DecodingError) -> E {
    guard let value = E(rawValue: try integer(field)) else { throw .invalidValue(field: field) }
    return value
  }

  /// A `bytes` field of at most `limit` bytes; empty when it is absent.
  public mutating func bytes(_ field: UInt32, atMost limit: Int) throws(DecodingError) -> [UInt8] {
    guard try begins(field, .lengthDelimited) else { return [] }
    let range = try span(field, atMost: limit)
    guard !range.isEmpty else { throw .defaultWritten(field: field) }
    return Array(buffer[range])
  }

  /// The same where the bytes lie, for values that keep no copy of them.
  mutating func slice(_ field: UInt32, atMost limit: Int) throws(DecodingError) -> ArraySlice<UInt8> {
    guard try begins(field, .lengthDelimited) else { return [] }
    let range = try span(field, atMost: limit)
    guard !range.isEmpty else { throw .defaultWritten(field: field) }
    return buffer[range]
  }

  /// The next element of a `repeated bytes` field where its bytes lie; nil after the last.
  mutating func nextSlice(_ field: UInt32, atMost limit: Int) throws(DecodingError) -> ArraySlice<UInt8>? {
    guard try begins(field, .lengthDelimited) else { return nil }
    return buffer[try span(field, atMost: limit)]
  }

  /// What is not read yet of the message.
  var rest: ArraySlice<UInt8> { buffer[position..<end] }

  /// A hash that must be there.
  public mutating func hash(_ field: UInt32) throws(DecodingError) -> Hash {
    guard try begins(field, .lengthDelimited) else { throw .missing(field: field) }
    let range = try span(field, atMost: Hash.byteCount)
    guard let hash = Hash(bytes: buffer[range]) else { throw .invalidValue(field: field) }
    return hash
  }

  /// A `string` field of at most `limit` UTF-8 bytes; empty when it is absent.
  public mutating func string(_ field: UInt32, atMost limit: Int) throws(DecodingError) -> String {
    let bytes = try bytes(field, atMost: limit)
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalidValue(field: field) }
    return text
  }

  /// A `repeated bytes` field: at most `count` elements of at most `limit` bytes each.
  public mutating func repeatedBytes(
    _ field: UInt32, atMost count: Int, eachAtMost limit: Int
  ) throws(DecodingError) -> [[UInt8]] {
    var values: [[UInt8]] = []
    while try begins(field, .lengthDelimited) {
      guard values.count < count else { throw .tooLarge(field: field, limit: count) }
      values.append(Array(buffer[try span(field, atMost: limit)]))
    }
    return values
  }

  /// A packed `repeated uint64` field of at most `count` elements.
  public mutating func packed(_ field: UInt32, atMost count: Int) throws(DecodingError) -> [UInt64] {
    guard try begins(field, .lengthDelimited) else { return [] }
    let range = try span(field, atMost: Int.max)
    guard !range.isEmpty else { throw .defaultWritten(field: field) }
    var inner = CanonicalDecoder(buffer, range)
    var values: [UInt64] = []
    while inner.position < inner.end {
      guard values.count < count else { throw .tooLarge(field: field, limit: count) }
      values.append(try inner.varint())
    }
    return values
  }

  /// A message, or nil when the field is absent.
  public mutating func optionalMessage<M: CanonicalMessage>(_ field: UInt32) throws(DecodingError) -> M? {
    guard try begins(field, .lengthDelimited) else { return nil }
    return try nested(field)
  }

  /// A message that must be there.
  public mutating func message<M: CanonicalMessage>(_ field: UInt32) throws(DecodingError) -> M {
    guard try begins(field, .lengthDelimited) else { throw .missing(field: field) }
    return try nested(field)
  }

  /// A `repeated` message field of at most `count` elements.
  public mutating func messages<M: CanonicalMessage>(
    _ field: UInt32, atMost count: Int
  ) throws(DecodingError) -> [M] {
    var values: [M] = []
    while try begins(field, .lengthDelimited) {
      guard values.count < count else { throw .tooLarge(field: field, limit: count) }
      values.append(try nested(field))
    }
    return values
  }

  /// A decoder of the message in `field`, which must be there, for a reader that wants the message's beginning alone:
  /// nobody looks at what that decoder leaves unread.
  public mutating func inside(_ field: UInt32) throws(DecodingError) -> CanonicalDecoder {
    guard try begins(field, .lengthDelimited) else { throw .missing(field: field) }
    return CanonicalDecoder(buffer, try span(field, atMost: Int.max))
  }

  /// The same of a field that may be absent; nil then.
  public mutating func optionalInside(_ field: UInt32) throws(DecodingError) -> CanonicalDecoder? {
    guard try begins(field, .lengthDelimited) else { return nil }
    return CanonicalDecoder(buffer, try span(field, atMost: Int.max))
  }

  /// The hash of a `bytes` field that must be there, taken where the bytes lie.
  public mutating func hash(ofBytes field: UInt32, _ domain: HashDomain) throws(DecodingError) -> Hash {
    guard try begins(field, .lengthDelimited) else { throw .missing(field: field) }
    var hasher = Hash.Hasher(domain)
    hasher.update(buffer[try span(field, atMost: Int.max)])
    return hasher.finalize()
  }

  /// The number of the next field, or nil at the end; for choosing the case of a `oneof`.
  public func nextField() throws(DecodingError) -> UInt32? {
    guard position < end else { return nil }
    var copy = self
    return UInt32(truncatingIfNeeded: try copy.varint() >> 3)
  }

  private mutating func nested<M: CanonicalMessage>(_ field: UInt32) throws(DecodingError) -> M {
    var inner = CanonicalDecoder(buffer, try span(field, atMost: Int.max))
    let value = try M(from: &inner)
    try inner.finish()
    return value
  }

  /// Consumes the tag of `field` if it comes next.
  private mutating func begins(_ field: UInt32, _ type: WireType) throws(DecodingError) -> Bool {
    guard position < end else { return false }
    let start = position
    let tag = try varint()
    guard tag >> 3 == UInt64(field) else {
      position = start
      return false
    }
    guard tag & 7 == UInt64(type.rawValue) else { throw .wrongWireType(field: field) }
    return true
  }

  private mutating func span(_ field: UInt32, atMost limit: Int) throws(DecodingError) -> Range<Int> {
    guard let length = Int(exactly: try varint()), length <= end - position else {
      throw .truncated(field: field)
    }
    guard length <= limit else { throw .tooLarge(field: field, limit: limit) }
    let range = position..<position + length
    position = range.upperBound
    return range
  }

  private mutating func varint() throws(DecodingError) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<10 {
      guard position < end else { throw .truncated(field: 0) }
      let byte = buffer[position]
      position += 1
      // The tenth byte holds the one bit that is left of 64.
      if index == 9 && byte > 1 { throw .varintNotMinimal }
      value |= UInt64(byte & 0x7f) << UInt64(7 * index)
      if byte < 0x80 {
        guard byte != 0 || index == 0 else { throw .varintNotMinimal }
        return value
      }
    }
    throw .varintNotMinimal
  }
}

/// Writes the canonical byte form: the protobuf wire format with fields in ascending order, defaults left out,
/// minimal varints and packed scalars (docs/spec/encoding.md).
///
/// Give fields in ascending order of their numbers; the encoder stops the process when they are not, because that
/// is a mistake in this program and never in its input.
public struct CanonicalEncoder: Sendable {
  /// Everything written so far.
  public private(set) var bytes: [UInt8] = []
  private var lastField: UInt32 = 0

  public init() {}

  /// A `uint64`, `uint32`, `bool` or enum field; zero is not written.
  public mutating func integer(_ field: UInt32, _ value: UInt64) {
    guard value != 0 else { return }
    tag(field, .varint)
    varint(value)
  }

  /// A `bool` field; false is not written.
  public mutating func boolean(_ field: UInt32, _ value: Bool) { integer(field, value ? 1 : 0) }

  /// A `sint32` or `sint64` field in zigzag form; zero is not written.
  public mutating func signed(_ field: UInt32, _ value: Int64) {
    integer(field, UInt64(bitPattern: value << 1 ^ value >> 63))
  }

  /// A `bytes` field; empty is not written.
  public mutating func bytes(_ field: UInt32, _ value: [UInt8]) {
    guard !value.isEmpty else { return }
    element(field, value)
  }

  /// A hash as a `bytes` field of 32 bytes, written even when all of them are zero.
  public mutating func hash(_ field: UInt32, _ value: Hash) {
    tag(field, .lengthDelimited)
    varint(UInt64(Hash.byteCount))
    value.append(to: &bytes)
  }

  /// A `string` field; empty is not written.
  public mutating func string(_ field: UInt32, _ value: String) {
    guard !value.isEmpty else { return }
    tag(field, .lengthDelimited)
    varint(UInt64(value.utf8.count))
    bytes.append(contentsOf: value.utf8)
  }

  /// A `repeated bytes` field; each element is written, empty ones too.
  public mutating func repeatedBytes(_ field: UInt32, _ values: some Sequence<[UInt8]>) {
    for value in values { element(field, value) }
  }

  /// A `repeated uint64` field in packed form; an empty list is not written.
  public mutating func packed(_ field: UInt32, _ values: some Sequence<UInt64>) {
    var inner = CanonicalEncoder()
    for value in values { inner.varint(value) }
    bytes(field, inner.bytes)
  }

  /// A message field: presence is explicit, so it is written even when the message is empty.
  public mutating func message(_ field: UInt32, _ value: some CanonicalMessage) {
    tag(field, .lengthDelimited)
    let start = bytes.count
    lastField = 0
    value.encode(to: &self)
    lastField = field
    insertLength(at: start)
  }

  /// A `repeated` message field.
  public mutating func messages(_ field: UInt32, _ values: some Sequence<some CanonicalMessage>) {
    for value in values { message(field, value) }
  }

  private mutating func element(_ field: UInt32, _ value: [UInt8]) {
    tag(field, .lengthDelimited)
    varint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// Writes the length of what begins at `start` before it.
  private mutating func insertLength(at start: Int) {
    let length = UInt64(bytes.count - start)
    let lengthByteCount = max(1, (70 - length.leadingZeroBitCount) / 7)
    bytes.insert(contentsOf: repeatElement(0x80, count: lengthByteCount), at: start)
    for index in 0..<lengthByteCount {
      bytes[start + index] |= UInt8(truncatingIfNeeded: length >> UInt64(7 * index)) & 0x7f
    }
    bytes[start + lengthByteCount - 1] &= 0x7f
  }

  private mutating func tag(_ field: UInt32, _ type: WireType) {
    precondition(field >= 1 && field >= lastField, "Fields are written in ascending order.")
    lastField = field
    varint(UInt64(field) << 3 | UInt64(type.rawValue))
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}

/// The two wire types that the canonical form uses.
enum WireType: UInt8 {
  case varint = 0
  case lengthDelimited = 2
}

/// A value with one canonical byte form.
public protocol CanonicalMessage: Sendable {
  /// Writes the fields in ascending order.
  func encode(to encoder: inout CanonicalEncoder)
  /// Reads the fields in ascending order; whatever is left unread afterwards is refused by the caller.
  init(from decoder: inout CanonicalDecoder) throws(DecodingError)
}

extension CanonicalMessage {
  /// The canonical bytes of this value.
  public var canonicalBytes: [UInt8] {
    var encoder = CanonicalEncoder()
    encode(to: &encoder)
    return encoder.bytes
  }

  /// The value whose canonical bytes these are.
  /// - Throws: `DecodingError` unless `bytes` are exactly the canonical form of a value.
  public init(canonicalBytes bytes: [UInt8]) throws(DecodingError) {
    var decoder = CanonicalDecoder(bytes)
    self = try Self(from: &decoder)
    try decoder.finish()
  }
}

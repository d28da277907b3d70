/// A fact that execution reports and the world state does not keep.
public struct Event: Hashable, Sendable, CanonicalMessage {
  public static let attributeCountMax = 32
  public static let textByteCountMax = 256
  public static let valueByteCountMax = 16_384

  /// One named fact about an event.
  public struct Attribute: Hashable, Sendable, CanonicalMessage {
    public let name: String
    public let value: [UInt8]

    public init(name: String, value: [UInt8]) {
      self.name = name
      self.value = value
    }

    public func encode(to encoder: inout CanonicalEncoder) {
      encoder.string(1, name)
      encoder.bytes(2, value)
    }

    public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
      name = try decoder.string(1, atMost: Event.textByteCountMax)
      value = try decoder.bytes(2, atMost: Event.valueByteCountMax)
    }
  }

  /// What happened, such as `asset.moved`.
  public let kind: String
  /// Where: the name of a table, or `system`.
  public let source: String
  public let attributes: [Attribute]

  public init(kind: String, source: String, attributes: [Attribute] = []) {
    self.kind = kind
    self.source = source
    self.attributes = attributes
  }

  public func encode(to encoder: inout CanonicalEncoder) {
    encoder.string(1, kind)
    encoder.string(2, source)
    encoder.messages(3, attributes)
  }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    kind = try decoder.string(1, atMost: Event.textByteCountMax)
    source = try decoder.string(2, atMost: Event.textByteCountMax)
    attributes = try decoder.messages(3, atMost: Event.attributeCountMax)
  }
}

/// The events of one transaction, in the order in which they happened.
public struct EventList: Hashable, Sendable, CanonicalMessage {
  public static let countMax = 1024
  public var events: [Event]

  public init(_ events: [Event] = []) { self.events = events }

  public func encode(to encoder: inout CanonicalEncoder) { encoder.messages(1, events) }

  public init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    events = try decoder.messages(1, atMost: EventList.countMax)
  }

  public var digest: Hash { Hash(.events, canonicalBytes) }
}

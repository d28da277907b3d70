/// Reads a stream of server-sent events (WHATWG HTML, §9.2.6) from its bytes, in whatever pieces they come.
package struct ServerSentEvents {
  /// One event of the stream.
  package struct Event: Equatable, Sendable {
    package var id: String?
    package var name: String
    package var data: String

    package init(id: String? = nil, name: String = "", data: String = "") {
      self.id = id
      self.name = name
      self.data = data
    }
  }

  /// The longest line that is read.
  package static let lineByteCountMax = 16 << 20

  /// A line was longer than ``lineByteCountMax``.
  package struct LineTooLong: Error {}

  package init() {}

  private var line: [UInt8] = []
  private var wasCarriageReturn = false
  private var event = Event()
  private var hasData = false

  /// The events that `bytes` complete.
  package mutating func receive(_ bytes: some Sequence<UInt8>) throws(LineTooLong) -> [Event] {
    var events: [Event] = []
    for byte in bytes {
      defer { wasCarriageReturn = byte == UInt8(ascii: "\r") }
      switch byte {
      case UInt8(ascii: "\n") where wasCarriageReturn: continue
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        if let complete = endLine() { events.append(complete) }
      default:
        guard line.count < ServerSentEvents.lineByteCountMax else { throw LineTooLong() }
        line.append(byte)
      }
    }
    return events
  }

  private mutating func endLine() -> Event? {
    defer { line.removeAll(keepingCapacity: true) }
    guard !line.isEmpty else {
      defer { (event, hasData) = (Event(), false) }
      return hasData ? event : nil
    }
    let field = line.prefix { $0 != UInt8(ascii: ":") }
    var value = line.dropFirst(field.count + 1)
    if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
    let text = String(decoding: value, as: UTF8.self)
    switch String(decoding: field, as: UTF8.self) {
    case "id": event.id = text
    case "event": event.name = text
    case "data":
      event.data += hasData ? "\n" + text : text
      hasData = true
    default: break
    }
    return nil
  }
}

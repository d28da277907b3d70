package import Foundation

/// Takes bytes as they come and gives whole messages (Language Server Protocol 3.17, "Base Protocol").
package struct MessageFramer {
  /// Bytes of a header, and of a message; an editor sends whole sources, of which the front end takes 1 MiB.
  private static let headerByteCountMax = 4 << 10
  private static let messageByteCountMax = 8 << 20

  private var buffer: [UInt8] = []
  /// How much of the buffer was searched for the end of a header.
  private var searched = 0

  package init() {}

  package mutating func append(_ bytes: some Sequence<UInt8>) { buffer.append(contentsOf: bytes) }

  /// The next message, if all of it has come.
  /// - Throws: `Failure` when what came is no message; nothing behind it can be read.
  package mutating func next() throws -> Data? {
    guard let end = headerEnd() else {
      guard buffer.count <= MessageFramer.headerByteCountMax else {
        throw MessageFramer.failure("a header has more than \(MessageFramer.headerByteCountMax) bytes")
      }
      return nil
    }
    let length = try MessageFramer.length(buffer[..<end])
    guard buffer.count - end >= length else { return nil }
    let message = Data(buffer[end..<(end + length)])
    buffer.removeFirst(end + length)
    searched = 0
    return message
  }

  /// Where the message behind the header begins.
  private mutating func headerEnd() -> Int? {
    let mark = Array("\r\n\r\n".utf8)
    var start = max(0, searched - mark.count)
    while start + mark.count <= min(buffer.count, MessageFramer.headerByteCountMax) {
      if buffer[start..<(start + mark.count)].elementsEqual(mark) { return start + mark.count }
      start += 1
    }
    searched = buffer.count
    return nil
  }

  private static func length(_ header: ArraySlice<UInt8>) throws -> Int {
    for line in String(decoding: header, as: UTF8.self).split(separator: "\r\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "content-length" else { continue }
      guard let length = Int(parts[1].trimmingCharacters(in: .whitespaces)), length >= 0 else {
        throw failure("the length of a message is no number")
      }
      guard length <= messageByteCountMax else {
        throw failure("a message has more than \(messageByteCountMax) bytes")
      }
      return length
    }
    throw failure("a header has no Content-Length")
  }

  private static func failure(_ what: String) -> Failure {
    Failure(
      .local, "not_an_editor",
      "The input is not that of an editor: \(what). Let an editor start this command; see docs/needle/editors.md.")
  }

  /// A message with its header.
  package static func frame(_ message: Data) -> Data { Data("Content-Length: \(message.count)\r\n\r\n".utf8) + message }
}

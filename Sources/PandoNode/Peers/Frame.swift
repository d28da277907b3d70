package import NIOCore

/// How messages lie in the stream: a big-endian length of four bytes, then that many bytes. An empty frame only shows
/// that its sender is alive.
package enum Frame {
  static let headByteCount = 4

  /// The frame of `message`, made once for all peers.
  package static func encode(_ message: [UInt8]) -> ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: headByteCount + message.count)
    buffer.writeInteger(UInt32(message.count))
    buffer.writeBytes(message)
    return buffer
  }
}

/// Puts frames together from a stream.
///
/// It holds at most one unfinished frame, and of that no more than has arrived: what a peer announces is checked
/// against the limit and otherwise not believed.
package struct FrameAssembler: Sendable {
  /// The longest frame accepted from now on.
  package var byteCountMax: Int

  private var head: UInt32 = 0
  private var headByteCount = 0
  private var body: [UInt8] = []

  package init(byteCountMax: Int) {
    self.byteCountMax = byteCountMax
  }

  /// Whether a frame has begun and not ended.
  package var isPartial: Bool { headByteCount > 0 }
  /// The announced length of the frame that has begun; zero as long as it is not known.
  package var announcedByteCount: Int { headByteCount == Frame.headByteCount ? Int(head) : 0 }

  /// Takes the bytes of `chunk` up to the end of the next frame.
  /// - Returns: that frame, or nil when the chunk is used up.
  /// - Throws: `frameTooLong`, as soon as the head is complete.
  package mutating func next(from chunk: inout ByteBuffer) throws(PeerDropReason) -> [UInt8]? {
    while headByteCount < Frame.headByteCount {
      guard let byte = chunk.readInteger(as: UInt8.self) else { return nil }
      head = head << 8 | UInt32(byte)
      headByteCount += 1
    }
    guard head <= byteCountMax else { throw .frameTooLong(Int(head)) }
    let count = min(Int(head) - body.count, chunk.readableBytes)
    if let bytes = chunk.readSlice(length: count) { body.append(contentsOf: bytes.readableBytesView) }
    guard body.count == Int(head) else { return nil }
    defer {
      head = 0
      headByteCount = 0
      body = []
    }
    return body
  }
}

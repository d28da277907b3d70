import DequeModule
package import NIOCore

/// What waits to be sent to one peer: consensus before gossip, each in its order, bounded in bytes and frames.
package struct OutboundQueue: Sendable {
  package enum Outcome: Sendable, Hashable {
    case queued(gossipDropped: Int)
    /// The new frame is gossip and there is no room for it.
    case dropped
    /// The new frame is consensus and there would be no room even without gossip.
    case overflow
  }

  let byteCountMax: Int
  let frameCountMax: Int
  private var consensus: Deque<ByteBuffer> = []
  private var gossip: Deque<ByteBuffer> = []
  private var consensusByteCount = 0
  private var gossipByteCount = 0

  package init(byteCountMax: Int, frameCountMax: Int) {
    self.byteCountMax = byteCountMax
    self.frameCountMax = frameCountMax
  }

  package var byteCount: Int { consensusByteCount + gossipByteCount }
  package var frameCount: Int { consensus.count + gossip.count }

  package mutating func append(_ frame: ByteBuffer, as messageClass: MessageClass) -> Outcome {
    let size = frame.readableBytes
    guard consensusByteCount + size <= byteCountMax, consensus.count < frameCountMax else {
      return messageClass == .consensus ? .overflow : .dropped
    }
    var dropped = 0
    while byteCount + size > byteCountMax || frameCount >= frameCountMax {
      gossipByteCount -= gossip.removeFirst().readableBytes
      dropped += 1
    }
    switch messageClass {
    case .consensus:
      consensus.append(frame)
      consensusByteCount += size
    case .gossip:
      gossip.append(frame)
      gossipByteCount += size
    }
    return .queued(gossipDropped: dropped)
  }

  package mutating func popFirst() -> ByteBuffer? {
    if let frame = consensus.popFirst() {
      consensusByteCount -= frame.readableBytes
      return frame
    }
    guard let frame = gossip.popFirst() else { return nil }
    gossipByteCount -= frame.readableBytes
    return frame
  }

  package mutating func removeAll() {
    self = OutboundQueue(byteCountMax: byteCountMax, frameCountMax: frameCountMax)
  }
}

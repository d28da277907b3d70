package import NIOCore
package import PandoPrimitives
import Synchronization

/// The two things that other threads ask of a connection's handler, sent through its channel.
enum PeerCommand: Sendable {
  /// Frames wait in the link's queue.
  case flush
  /// The inbox has room again.
  case resumeReading
  case drop(PeerDropReason)
}

/// An established connection, as other threads see it: who is there, and a queue to write to.
package final class PeerLink: Sendable {
  enum Sending: Hashable {
    case queued(gossipDropped: Int)
    case dropped
    /// The link is closed, perhaps by this very frame.
    case closed
  }

  private struct Outbound {
    var queue: OutboundQueue
    /// The handler knows that something waits.
    var isFlushing = false
    var isClosed = false
  }

  package let key: PublicKey
  /// Which of the key's connections this is; later ones have greater numbers.
  let session: UInt64
  /// Whether this node dialed.
  package let isDialed: Bool
  let address: String
  private let channel: any Channel
  private let outbound: Mutex<Outbound>

  package init(key: PublicKey, session: UInt64, isDialed: Bool, channel: any Channel, limits: PeerLimits) {
    self.key = key
    self.session = session
    self.isDialed = isDialed
    self.channel = channel
    address = channel.remoteAddress?.text ?? "unknown"
    let byteCountMax = max(limits.outboundByteCountMax, limits.frameByteCountMax + Frame.headByteCount)
    outbound = Mutex(
      Outbound(queue: OutboundQueue(byteCountMax: byteCountMax, frameCountMax: limits.outboundFrameCountMax)))
  }

  /// What waits to be sent.
  var queuedByteCount: Int { outbound.withLock { $0.queue.byteCount } }

  /// Suspends until the connection is gone.
  func untilClosed() async throws {
    try await channel.closeFuture.get()
  }

  /// Queues `frame`. Never waits.
  func send(_ frame: ByteBuffer, as messageClass: MessageClass) -> Sending {
    let (sending, command) = outbound.withLock { outbound -> (Sending, PeerCommand?) in
      guard !outbound.isClosed else { return (.closed, nil) }
      switch outbound.queue.append(frame, as: messageClass) {
      case .dropped: return (.dropped, nil)
      case .overflow:
        outbound.isClosed = true
        outbound.queue.removeAll()
        return (.closed, .drop(.outboundOverflow))
      case .queued(let gossipDropped):
        defer { outbound.isFlushing = true }
        return (.queued(gossipDropped: gossipDropped), outbound.isFlushing ? nil : .flush)
      }
    }
    if let command { order(command) }
    return sending
  }

  /// The next frame to write, for the handler. After nil, it is told again when there is one.
  func nextFrame() -> ByteBuffer? {
    outbound.withLock { outbound in
      let frame = outbound.queue.popFirst()
      if frame == nil { outbound.isFlushing = false }
      return frame
    }
  }

  /// Asks the handler to end the connection.
  func drop(_ reason: PeerDropReason) {
    close()
    order(.drop(reason))
  }

  /// Takes no more frames and forgets those that wait.
  func close() {
    outbound.withLock { outbound in
      outbound.isClosed = true
      outbound.queue.removeAll()
    }
  }

  func order(_ command: PeerCommand) {
    channel.triggerUserOutboundEvent(command, promise: nil)
  }
}

package import NIOCore

/// The times of one established connection, and what follows from them. It reads no clock: its owner tells the time.
package struct PeerClock: Sendable {
  private let limits: PeerLimits
  private var lastRead: NIODeadline
  private var lastWrite: NIODeadline
  /// When a frame that has begun must have ended.
  private var frameDeadline: NIODeadline?
  private var frameStart: NIODeadline
  private var isWritable = true
  private var unwritableSince: NIODeadline

  package init(limits: PeerLimits, now: NIODeadline) {
    self.limits = limits
    lastRead = now
    lastWrite = now
    frameStart = now
    unwritableSince = now
  }

  /// How often to ask: several times within the shortest of the times.
  package var tick: TimeAmount {
    let shortest = min(limits.keepAliveInterval, limits.idleTimeout, limits.frameTimeout, limits.stallTimeout)
    return max(TimeAmount(shortest / 4), .milliseconds(1))
  }

  /// - Parameter partial: the announced length of a frame that has begun and not ended, zero if its head is not
  ///   complete.
  package mutating func hasRead(at now: NIODeadline, partial: Int? = nil) {
    lastRead = now
    guard let partial else {
      frameDeadline = nil
      return
    }
    if frameDeadline == nil { frameStart = now }
    let seconds = partial / max(limits.frameBytesPerSecondMin, 1)
    frameDeadline = frameStart + TimeAmount(limits.frameTimeout) + .seconds(Int64(seconds))
  }

  /// While we did not read, silence was not the peer's fault.
  package mutating func hasResumedReading(at now: NIODeadline) {
    if let frameDeadline {
      self.frameDeadline = frameDeadline + (now - lastRead)
      frameStart = frameStart + (now - lastRead)
    }
    lastRead = now
  }

  package mutating func hasWritten(at now: NIODeadline) {
    lastWrite = now
  }

  package mutating func writabilityChanged(isWritable: Bool, at now: NIODeadline) {
    if !isWritable && self.isWritable { unwritableSince = now }
    self.isWritable = isWritable
  }

  /// Why the connection must end now, or nil.
  package func verdict(at now: NIODeadline, isReadingPaused: Bool) -> PeerDropReason? {
    if !isWritable, now - unwritableSince >= TimeAmount(limits.stallTimeout) { return .notReading }
    guard !isReadingPaused else { return nil }
    if let frameDeadline, now >= frameDeadline { return .frameTooSlow }
    return now - lastRead >= TimeAmount(limits.idleTimeout) ? .idle : nil
  }

  package func isKeepAliveDue(at now: NIODeadline) -> Bool {
    isWritable && now - lastWrite >= TimeAmount(limits.keepAliveInterval)
  }
}

package import Logging
import Synchronization

/// Logs refused connections, so many in a while and no more: whoever knocks must not fill the disk.
package final class RefusalLog: Sendable {
  private struct Window {
    var start: ContinuousClock.Instant
    var count = 0
  }

  /// How many lines are written in each window.
  package static let lineCountMax = 20
  package static let windowLength: Duration = .seconds(60)

  private let logger: Logger
  private let window: Mutex<Window>

  package init(logger: Logger) {
    self.logger = logger
    window = Mutex(Window(start: .now))
  }

  package func record(_ reason: PeerDropReason, address: String, now: ContinuousClock.Instant = .now) {
    let (mayWrite, missed) = window.withLock { window in
      var missed = 0
      if now - window.start >= RefusalLog.windowLength {
        missed = max(0, window.count - RefusalLog.lineCountMax)
        window = Window(start: now)
      }
      window.count += 1
      return (window.count <= RefusalLog.lineCountMax, missed)
    }
    if missed > 0 { logger.warning("peers refused without a line each", metadata: ["count": "\(missed)"]) }
    if mayWrite { logger.warning("peer refused", metadata: ["address": "\(address)", "reason": "\(reason)"]) }
  }
}

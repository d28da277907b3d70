package import PandoPrimitives
package import PandoReplica

#if canImport(Glibc)
  import Glibc
#endif

extension Moment {
  /// Both clocks as they are now.
  package static func read() -> Moment {
    Moment(monotonic: Timestamp(clock: CLOCK_MONOTONIC), wall: Timestamp(clock: CLOCK_REALTIME))
  }
}

extension Timestamp {
  /// The wall clock as it is now.
  package static func wallNow() -> Timestamp { Timestamp(clock: CLOCK_REALTIME) }

  fileprivate init(clock: clockid_t) {
    var time = timespec()
    // SAFETY: the pointer is to a local and lives for the call.
    let result = unsafe clock_gettime(clock, &time)
    precondition(result == 0, "Every system that runs Pando has these clocks.")
    self.init(milliseconds: UInt64(max(0, time.tv_sec)) * 1_000 + UInt64(max(0, time.tv_nsec)) / 1_000_000)
  }
}

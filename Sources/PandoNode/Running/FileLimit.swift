#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How many files and sockets this process may have open.
enum FileLimit {
  /// Raises the limit as far as the system lets an ordinary process; many systems begin with 1,024 and allow far more.
  /// - Returns: the limit from now on; nil when the system does not say.
  static func raise() -> Int? {
    #if canImport(Glibc)
      let resource = CInt(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    // SAFETY: the pointers are to a local and live for the calls.
    guard unsafe getrlimit(resource, &limit) == 0 else { return nil }
    var raised = limit
    raised.rlim_cur = limit.rlim_max
    if unsafe setrlimit(resource, &raised) == 0 { limit = raised }
    return Int(clamping: limit.rlim_cur)
  }
}

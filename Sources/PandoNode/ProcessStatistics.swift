#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What this process uses, as the system counts it.
package enum ProcessStatistics {
  /// Processor time since the start, user and system, in seconds.
  package static var processorSeconds: Double {
    var usage = rusage()
    #if canImport(Glibc)
      let result = unsafe getrusage(CInt(RUSAGE_SELF.rawValue), &usage)
    #else
      let result = unsafe getrusage(RUSAGE_SELF, &usage)
    #endif
    guard result == 0 else { return 0 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  /// Memory that the process holds, in bytes; 0 where there is no `/proc`.
  package static var residentByteCount: Int {
    guard let file = unsafe fopen("/proc/self/statm", "r") else { return 0 }
    defer { unsafe fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard unsafe fgets(&line, CInt(line.count), file) != nil else { return 0 }
    // The second number counts the pages in memory (proc(5)).
    let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(
      separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}

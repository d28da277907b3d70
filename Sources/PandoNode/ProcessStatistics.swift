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

  /// Processor time of the calling thread, user and system, in seconds.
  package static var threadProcessorSeconds: Double {
    var time = timespec()
    // SAFETY: the pointer is to a local and lives for the call.
    let result = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    precondition(result == 0, "Every system that runs Pando has this clock.")
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
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

  /// The most memory that the process has held, in bytes (`VmHWM` of proc(5)); 0 where there is no `/proc`.
  package static var peakResidentByteCount: Int {
    guard let file = unsafe fopen("/proc/self/status", "r") else { return 0 }
    defer { unsafe fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while unsafe fgets(&line, CInt(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard text.hasPrefix("VmHWM:") else { continue }
      return (text.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Int($0) } ?? 0) * 1_024
    }
    return 0
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}

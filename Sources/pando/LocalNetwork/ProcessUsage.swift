import Foundation
import PandoPrimitives

/// What a process costs, as Linux tells it.
package struct ProcessUsage: Equatable {
  /// Processor time since it started.
  package let processorMilliseconds: UInt64
  package let residentBytes: UInt64

  /// The usage of `process`; nil where the system does not tell, or when there is no such process.
  package static func of(_ process: ProcessID) -> ProcessUsage? {
    guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let statm = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)
    else { return nil }
    return ProcessUsage(
      stat: stat, statm: statm, ticksPerSecond: UInt64(sysconf(Int32(_SC_CLK_TCK))),
      pageBytes: UInt64(sysconf(Int32(_SC_PAGESIZE))))
  }

  package init(processorMilliseconds: UInt64, residentBytes: UInt64) {
    self.processorMilliseconds = processorMilliseconds
    self.residentBytes = residentBytes
  }

  /// Reads the two files of proc(5). The name in the first may hold spaces and parentheses, so fields are counted from
  /// the last parenthesis on: user and system time are the 12th and 13th after it.
  package init?(stat: String, statm: String, ticksPerSecond: UInt64, pageBytes: UInt64) {
    guard let end = stat.lastIndex(of: ")") else { return nil }
    let fields = stat[stat.index(after: end)...].split(separator: " ")
    let pages = statm.split(separator: " ")
    guard fields.count > 12, pages.count > 1, let user = UInt64(fields[11]), let system = UInt64(fields[12]),
      let resident = UInt64(pages[1]), ticksPerSecond > 0
    else { return nil }
    self.init(processorMilliseconds: (user + system) * 1_000 / ticksPerSecond, residentBytes: resident * pageBytes)
  }
}

import Foundation

/// Names the runs under way when the code under test traps, so that they can be replayed.
///
/// The handler of a signal must not lock, allocate or call most of what there is: the thread may have been anywhere. So
/// each job keeps its line ready, in bytes, and the handler does nothing but write(2).
package enum TrapReport {
  /// A job's line: its length, zero while it has none, and its text.
  private static let slotByteCount = 256
  private static let heading: StaticString = "✗ the program trapped during one of:\n"

  // SAFETY: set once, before any job runs and the handler is there; never freed. Each slot is written by one job.
  private nonisolated(unsafe) static var slots = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// Begins to report; call it once, before the jobs begin. Swift ends a process that breaks a precondition with an
  /// illegal instruction.
  package static func install(jobs: Int) {
    unsafe slots = .allocate(byteCount: jobs * slotByteCount, alignment: 1)
    unsafe slots.initializeMemory(as: UInt8.self, repeating: 0)
    for number in [SIGILL, SIGTRAP] {
      signal(number) { number in
        TrapReport.write()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  /// Says what a job does from now on; nil for nothing.
  package static func note(_ line: String?, job: Int) {
    let text = line.map { Array("  \($0)\n".utf8.prefix(slotByteCount - 1)) } ?? []
    let start = job * slotByteCount
    unsafe slots[start] = 0
    for (index, byte) in text.enumerated() { unsafe slots[start + 1 + index] = byte }
    unsafe slots[start] = UInt8(text.count)
  }

  private static func write() {
    unsafe write(UnsafeRawBufferPointer(start: heading.utf8Start, count: heading.utf8CodeUnitCount))
    for start in stride(from: 0, to: unsafe slots.count, by: slotByteCount) {
      unsafe write(UnsafeRawBufferPointer(rebasing: slots[start + 1..<start + 1 + Int(slots[start])]))
    }
  }

  private static func write(_ bytes: UnsafeRawBufferPointer) {
    // What cannot be written cannot be told of either.
    _ = unsafe Foundation.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
  }
}

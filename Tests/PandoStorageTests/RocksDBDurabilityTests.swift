import Foundation
import PandoStorage
import Synchronization
import Testing

/// The files that this process synced, in order.
private let syncedPaths = Mutex<[String]>([])

/// Stands before the C library's `fdatasync` in the test program, RocksDB's calls included: notes the file and syncs.
@c(fdatasync)
public func noteAndSync(_ descriptor: Int32) -> Int32 {
  do {
    let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
    syncedPaths.withLock { $0.append(path) }
  } catch {
    Issue.record(error)
  }
  return fsync(descriptor)
}

/// What only a loss of power would show: that durable means synced.
@Suite struct RocksDBDurabilityTests {
  @Test func everyDurableWriteAndNoOtherSyncsTheLog() throws {
    let directory = try TemporaryDirectory()
    let store = try RocksDBStore(path: directory.path)
    /// How often a log of this database was synced during the call.
    func syncs(during call: () throws -> Void) throws -> Int {
      let before = syncedPaths.withLock { $0.count }
      try call()
      return syncedPaths.withLock { paths in
        paths.dropFirst(before).count { $0.hasPrefix(directory.path) && $0.hasSuffix(".log") }
      }
    }
    #expect(try syncs { try store.put([1], [10]) } == 0)
    #expect(try syncs { try store.put([2], [20], durable: true) } == 1)
    #expect(try syncs { try store.put([3], [30]) } == 0)
    #expect(try syncs { for key in 4...8 as ClosedRange<UInt8> { try store.put([key], [], durable: true) } } == 5)
    // Nothing of its own, but all that was written before it.
    #expect(try syncs { try store.write(WriteBatch(), durable: true) } == 1)
  }
}

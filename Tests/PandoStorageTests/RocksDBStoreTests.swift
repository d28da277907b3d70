import Foundation
import PandoStorage
import Testing

@Suite struct RocksDBStoreTests {
  let directory: TemporaryDirectory
  var path: String { directory.path }

  init() throws { directory = try TemporaryDirectory() }

  @Test func reopenedStoreHoldsWhatWasWritten() throws {
    var store = try RocksDBStore(path: path)
    try store.put([1], [10], durable: true)
    try store.put([2], [20])
    store.close()
    store = try RocksDBStore(path: path)
    #expect(try store.pairs() == [Pair(key: [1], value: [10]), Pair(key: [2], value: [20])])
  }

  @Test func databaseIsLetGoWhenTheLastReferenceGoes() throws {
    func writeAndForget() throws { try RocksDBStore(path: path).put([1], [10]) }
    try writeAndForget()
    #expect(try RocksDBStore(path: path).get([1]) == [10])
  }

  @Test func killedProcessLosesNothing() async throws {
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let store = try RocksDBStore(path: path)
      for number in 0..<2000 as Range<UInt64> {
        try store.put(KeySpace.block.key(number), [UInt8](repeating: 1, count: 100), durable: number % 50 == 0)
      }
      kill(getpid(), SIGKILL)
    }
    let store = try RocksDBStore(path: path)
    #expect(try store.pairs().map(\.key) == (0..<2000).map { KeySpace.block.key(UInt64($0)) })
  }

  @Test func secondOpeningIsRefused() throws {
    let store = try RocksDBStore(path: path)
    let refusal = try #require(try error { try RocksDBStore(path: path) })
    #expect(refusal.code == .locked)
    #expect(refusal.message == "The database at \(path) is in use by another process.")
    // The first is none the worse for it, and free for the next once closed.
    try store.put([1], [10])
    store.close()
    #expect(try RocksDBStore(path: path).get([1]) == [10])
  }

  @Test func secondProcessIsRefused() async throws {
    let store = try RocksDBStore(path: path)
    await #expect(processExitsWith: .success) { [path = path as String] in
      let refusal = try error { try RocksDBStore(path: path) }
      #expect(refusal?.code == .locked)
    }
    try store.put([1], [10])
  }

  @Test func snapshotOutlivesTheStoreWithoutHarm() throws {
    var store = try RocksDBStore(path: path)
    try store.put([1], [10])
    var snapshot: RocksDBStore.Snapshot? = try store.snapshot()
    store.close()
    #expect(try error { try snapshot?.get([1]) }?.code == .closed)
    snapshot = nil
    store = try RocksDBStore(path: path)
    #expect(try store.get([1]) == [10])
  }

  @Test func failedWriteStopsTheStoreForGood() async throws {
    await #expect(processExitsWith: .success) { [path = path as String] in
      // No file of this process may grow beyond 256 KiB: a write fails as it would on a full disk.
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 256 << 10, rlim_max: 256 << 10)
      #expect(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      let store = try RocksDBStore(path: path)
      let snapshot = try store.snapshot()
      var first: StorageError?
      for number in 0..<100 as Range<UInt64> where first == nil {
        let value = [UInt8](repeating: 7, count: 10_000)
        first = try error { try store.put([UInt8](ordered: number), value, durable: number % 2 == 0) }
      }
      #expect(first?.code == .io)
      #expect(try error { try store.put([1], []) } == first)
      #expect(try error { try store.get([1]) } == first)
      #expect(try error { try store.pairs() } == first)
      #expect(try error { try store.snapshot() } == first)
      #expect(try error { try snapshot.get([1]) } == first)
    }
    // What was written before the failure is there.
    #expect(try RocksDBStore(path: path).pairs().count > 10)
  }

  @Test func directoryWithoutRightsIsDenied() async throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    unsafe chmod(path, 0)
    defer { unsafe chmod(path, 0o700) }
    await #expect(processExitsWith: .success) { [path = path as String] in
      // Rights do not bind root.
      if getuid() == 0 { setuid(65534) }
      let refusal = try error { try RocksDBStore(path: path) }
      #expect(refusal?.code == .denied)
    }
  }

  @Test func unusablePlacesAreRefused() throws {
    let missing = try #require(try error { try RocksDBStore(path: path + "/missing/parent") })
    #expect(missing.code == .io)
    try Data("text".utf8).write(to: URL(filePath: path))
    let file = try #require(try error { try RocksDBStore(path: path) })
    #expect(file.code == .io)
    #expect(file.description == "The database at \(path) cannot be read or written. (Not a directory)")
  }

  @Test(arguments: [
    ("Corruption: checksum mismatch", StorageError.Code.corrupted),
    ("IO error: No space left on device: While appending to file: /d/000012.log", .full),
    ("IO error: While fsync: /d/000012.log: Disk quota exceeded", .full),
    ("IO error: While lock file: /d/LOCK: Resource temporarily unavailable", .locked),
    ("IO error: lock hold by current process, acquire time 1 acquiring thread 2: /d/LOCK: No locks available", .locked),
    ("IO error: While open a file for appending: /d/000004.log: Permission denied", .denied),
    ("IO error: While open a file for appending: /d/000004.log: Read-only file system", .denied),
    ("IO error: While pread offset 0 len 4096: /d/000012.sst: Input/output error", .io),
    ("IO error: No such file or directory: While open a file for random read: /d/000012.sst", .io),
  ])
  func statusTextsHaveACode(status: String, code: StorageError.Code) {
    let error = StorageError(status: status, path: "/d")
    #expect(error.code == code)
    #expect(error.cause == status)
  }
}

import Foundation
import PandoStorage
import Testing

/// A disk of a few mebibytes, in memory; only root may make one.
private final class SmallDisk {
  let directory: TemporaryDirectory

  init(byteCount: Int) throws {
    directory = try TemporaryDirectory()
    try #require(unsafe mount("tmpfs", directory.url.path, "tmpfs", 0, "size=\(byteCount)") == 0)
  }

  deinit { unsafe umount(directory.url.path) }

  var freeByteCount: Int {
    get throws {
      var space = statvfs()
      try #require(unsafe statvfs(directory.url.path, &space) == 0)
      return Int(space.f_bavail * UInt(space.f_frsize))
    }
  }

  static var isAllowed: Bool {
    do {
      _ = try SmallDisk(byteCount: 4096)
      return true
    } catch {
      return false
    }
  }
}

@Suite struct RocksDBFullDiskTests {
  @Test func diskWithoutTheSpaceAskedForIsFull() throws {
    let directory = try TemporaryDirectory()
    var options = RocksDBOptions()
    options.freeDiskByteCountMin = 1 << 60
    let refusal = try #require(try error { try RocksDBStore(path: directory.path, options: options) })
    #expect(refusal.code == .full)
    #expect(refusal.message == "The disk that holds the database at \(directory.path) is full.")
    #expect(refusal.cause?.hasSuffix("MiB are free and 1099511627776 MiB are needed") == true)
  }

  @Test(.enabled(if: SmallDisk.isAllowed, "Only root may mount a disk."), arguments: [false, true])
  func storeStopsBeforeTheDiskIsFullAndGoesOnWhenThereIsSpace(durable: Bool) throws {
    let disk = try SmallDisk(byteCount: 64 << 20)
    let path = disk.directory.path
    var options = RocksDBOptions()
    options.writeBufferByteCount = 1 << 20
    options.freeDiskByteCountMin = 16 << 20
    // A database of some eight mebibytes fits beside it, and half of the disk is there for what RocksDB keeps twice.
    let filler = disk.directory.url.appending(path: "filler")
    try Data(count: 40 << 20).write(to: filler)

    var random = SplitMix(seed: 1)
    var written: UInt64 = 0
    do {
      let store = try RocksDBStore(path: path, options: options)
      var refusal: StorageError?
      while refusal == nil {
        let value = (0..<10_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        refusal = try error { try store.put([UInt8](ordered: written), value, durable: durable) }
        if refusal == nil { written += 1 }
      }
      #expect(refusal?.code == .full)
      #expect(written > 50)
      #expect(try error { try store.get([1]) } == refusal)
    }
    // What RocksDB had reserved is free again, and what it had half compacted is not; the next process finds too
    // little.
    let rest = disk.directory.url.appending(path: "rest")
    try Data(count: max(0, disk.freeByteCount - (15 << 20))).write(to: rest)
    #expect(try error { try RocksDBStore(path: path, options: options) }?.code == .full)

    try FileManager.default.removeItem(at: filler)
    try FileManager.default.removeItem(at: rest)
    let store = try RocksDBStore(path: path, options: options)
    #expect(try store.pairs().map(\.key) == (0..<written).map { [UInt8](ordered: $0) })
    try store.put([1], [10], durable: true)
  }
}

import Foundation
import PandoStorage
import Testing

/// A database whose files are not what they were: it is refused, never opened with something missing.
@Suite struct RocksDBDamageTests {
  let directory: TemporaryDirectory
  var path: String { directory.path }

  init() throws { directory = try TemporaryDirectory() }

  private func files(_ isMeant: (String) -> Bool) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(atPath: path).filter(isMeant).sorted()
      .map { URL(filePath: path).appending(path: $0) }
  }

  private func change(_ file: URL, _ edit: (inout Data) -> Void) throws {
    var bytes = try Data(contentsOf: file)
    edit(&bytes)
    try bytes.write(to: file)
  }

  /// Twenty durable pairs, all of them in the log.
  private func makeLog() throws -> URL {
    let store = try RocksDBStore(path: path)
    for key in 0..<20 as Range<UInt8> {
      try store.put([key], [UInt8](repeating: key, count: 100), durable: true)
    }
    store.close()
    let logs = try files { $0.hasSuffix(".log") }
    #expect(logs.count == 1)
    return logs[0]
  }

  /// Many pairs, most of them in table files.
  private func makeTables() throws -> [URL] {
    var options = RocksDBOptions()
    options.writeBufferByteCount = 64 << 10
    var random = SplitMix(seed: 1)
    let store = try RocksDBStore(path: path, options: options)
    for key in 0..<5000 as Range<UInt64> {
      try store.put([UInt8](ordered: key), (0..<100).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    }
    store.close()
    // Opening writes what is left in the log to tables.
    try RocksDBStore(path: path).close()
    let tables = try files { $0.hasSuffix(".sst") }
    #expect(!tables.isEmpty)
    return tables
  }

  @Test(arguments: [1, 7, 60, 115])
  func recordThatACrashCutShortIsLeftOut(missing: Int) throws {
    try change(try makeLog()) { $0.removeLast(missing) }
    let store = try RocksDBStore(path: path)
    #expect(try store.pairs().map(\.key) == (0..<19).map { [$0] })
  }

  @Test(arguments: [0.1, 0.5, 0.9])
  func damagedLogIsNotCutShort(place: Double) throws {
    try change(try makeLog()) { $0[Int(Double($0.count) * place)] ^= 0x10 }
    let refusal = try #require(try error { try RocksDBStore(path: path) })
    #expect(refusal.code == .corrupted)
    #expect(refusal.message == "The database at \(path) is damaged.")
  }

  @Test func missingLogIsRefused() throws {
    try FileManager.default.removeItem(at: try makeLog())
    let refusal = try #require(try error { try RocksDBStore(path: path) })
    #expect(refusal.code == .corrupted)
    #expect(refusal.message.hasSuffix("the log of its last writes is missing."))
    _ = try? FileManager.default.removeItem(atPath: path)
    _ = try makeTables()
    for log in try files({ $0.hasSuffix(".log") }) { try FileManager.default.removeItem(at: log) }
    #expect(try error { try RocksDBStore(path: path) }?.code == .corrupted)
  }

  @Test func fullLogsAreRecordedInTheManifest() throws {
    try RocksDBStore(path: path).close()
    let options = try #require(try files { $0.hasPrefix("OPTIONS-") }.last)
    #expect(try String(contentsOf: options, encoding: .utf8).contains("track_and_verify_wals_in_manifest=true"))
  }

  @Test func damagedTableIsNeverRead() throws {
    for table in try makeTables() {
      try change(table) { bytes in
        for place in stride(from: 500, to: bytes.count - 500, by: 1000) { bytes[place] ^= 1 }
      }
    }
    let refusal = try error { try RocksDBStore(path: path).pairs() }
    #expect(refusal?.code == .corrupted)
  }

  @Test func missingTableIsRefused() throws {
    try FileManager.default.removeItem(at: try makeTables()[0])
    #expect(try error { try RocksDBStore(path: path) }?.code == .corrupted)
  }

  @Test func cutTableIsRefused() throws {
    try change(try makeTables()[0]) { $0.removeLast(100) }
    #expect(try error { try RocksDBStore(path: path) }?.code == .corrupted)
  }

  @Test func damagedManifestIsRefused() throws {
    _ = try makeTables()
    for manifest in try files({ $0.hasPrefix("MANIFEST") }) { try change(manifest) { $0[$0.count / 2] ^= 1 } }
    #expect(try error { try RocksDBStore(path: path) }?.code == .corrupted)
  }

  @Test func missingManifestIsRefused() throws {
    _ = try makeTables()
    for manifest in try files({ $0.hasPrefix("MANIFEST") }) { try FileManager.default.removeItem(at: manifest) }
    #expect(try error { try RocksDBStore(path: path) }?.code == .corrupted)
  }

  @Test(arguments: ["", "garbage", "MANIFEST-999999\n"])
  func wrongCurrentFileIsRefused(text: String) throws {
    _ = try makeTables()
    try Data(text.utf8).write(to: URL(filePath: path).appending(path: "CURRENT"))
    #expect(try error { try RocksDBStore(path: path) }?.code == .corrupted)
  }

  @Test func remainsOfADatabaseAreNotStartedAnew() throws {
    _ = try makeLog()
    try FileManager.default.removeItem(at: URL(filePath: path).appending(path: "CURRENT"))
    let refusal = try #require(try error { try RocksDBStore(path: path) })
    #expect(refusal.code == .corrupted)
    #expect(refusal.message == "The directory \(path) is not empty and holds no complete database.")
  }

  @Test func directoryOfSomethingElseIsLeftAlone() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try Data("Dear diary".utf8).write(to: URL(filePath: path).appending(path: "diary.txt"))
    #expect(try error { try RocksDBStore(path: path) }?.code == .corrupted)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["diary.txt"])
  }

  @Test func databaseThatWasNotYetMadeIsMade() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    for name in ["LOCK", "LOG", "IDENTITY", "MANIFEST-000001", "000001.dbtmp"] {
      try Data().write(to: URL(filePath: path).appending(path: name))
    }
    let store = try RocksDBStore(path: path)
    try store.put([1], [10])
    #expect(try store.get([1]) == [10])
  }
}

import Foundation
import PandoStorage

/// A directory that is gone when the test is over.
final class TemporaryDirectory: Sendable {
  let url: URL
  /// A path in it where nothing is yet.
  var path: String { url.appending(path: "database").path }

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "pando-storage-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    do {
      try FileManager.default.removeItem(at: url)
    } catch {
      print("The directory \(url.path) was left behind: \(error)")
    }
  }
}

/// The stores that must behave alike.
enum StoreKind: CaseIterable, Sendable {
  case memory
  case rocksDB

  func withStore(_ body: (any KeyValueStore) throws -> Void) throws {
    switch self {
    case .memory:
      try body(MemoryStore())
    case .rocksDB:
      let directory = try TemporaryDirectory()
      // A small write buffer, so that data reaches files and compactions happen.
      var options = RocksDBOptions()
      options.writeBufferByteCount = 64 << 10
      let store = try RocksDBStore(path: directory.path, options: options)
      defer { store.close() }
      try body(store)
    }
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}

/// A pair that can be compared.
struct Pair: Hashable {
  let key: [UInt8]
  let value: [UInt8]
}

extension StoreReader {
  func pairs(_ range: KeyRange = .everything, limit: Int = .max, descending: Bool = false) throws -> [Pair] {
    try scan(range, limit: limit, descending: descending).map { Pair(key: $0.key, value: $0.value) }
  }
}

extension KeyRange {
  static let everything = KeyRange(lower: [], upper: Array(repeating: 0xFF, count: 64))
}

extension KeyValueStore {
  func put(_ key: [UInt8], _ value: [UInt8], durable: Bool = false) throws {
    var batch = WriteBatch()
    batch.put(key, value)
    try write(batch, durable: durable)
  }
}

/// What a call throws, or nil.
func error<T>(of call: () throws -> T) throws -> StorageError? {
  do {
    _ = try call()
    return nil
  } catch let error as StorageError {
    return error
  }
}

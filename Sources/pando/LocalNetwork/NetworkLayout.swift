import Foundation
import PandoAPI

/// Where the files of a network that this program made lie.
package struct NetworkLayout: Equatable {
  package let path: String

  package init(path: String) { self.path = path }

  /// What the names of nodes, and so of their directories, begin with.
  package static let nodePrefix = "node-"

  /// What the network consists of; see ``NetworkRecord``.
  package var recordFile: String { "\(path)/network.json" }
  package var genesisFile: String { "\(path)/genesis.json" }
  /// The keys of the demo accounts.
  package var keys: String { "\(path)/keys" }

  /// The nodes that have files here, whatever the record says; there may be none.
  package var nodeNames: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasPrefix(NetworkLayout.nodePrefix) }.sorted {
      $0.count == $1.count ? $0 < $1 : $0.count < $1.count
    }
  }

  package func node(_ name: String) -> NodeLayout { NodeLayout(path: "\(path)/\(name)") }

  /// The network that was made here; nil when there is none.
  /// - Throws: a failure when its record is damaged.
  package func record() throws -> NetworkRecord? {
    guard Files.isFile(recordFile) else { return nil }
    let bytes = try Files.bytes(of: recordFile)
    do throws(JSON.Problem) {
      return try JSON.decode(from: bytes)
    } catch {
      throw Failure(
        .local, "network_record",
        "\(recordFile) is damaged: \(error.message) Begin a new network with: pando up --fresh")
    }
  }

  /// The network that was made here.
  /// - Throws: a failure that says how to make one.
  package func existingRecord() throws -> NetworkRecord {
    if let record = try record() { return record }
    throw Failure(.local, "no_network", "There is no local network in \(path); start one with: pando up")
  }

  /// Throws the whole network away, be its record damaged or not there.
  /// - Throws: a failure when something is here that `pando up` did not make, which is left alone with all the rest.
  package func remove() throws(Failure) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let own = [recordFile, genesisFile].flatMap { [$0, $0 + ".new"] } + [keys]
    let foreign = (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted().first {
      !own.contains("\(path)/\($0)") && !$0.hasPrefix(NetworkLayout.nodePrefix)
    }
    guard Files.isDirectory(path), foreign == nil else {
      let what = foreign.map { "holds \($0), which" } ?? "is a file that"
      throw Failure(
        .local, "not_a_network",
        "\(path) \(what) pando up did not make, so nothing is removed. Move it away, or name another directory with "
          + "--directory or PANDO_HOME.")
    }
    try Files.remove(path)
  }

  package func write(_ record: NetworkRecord) throws {
    try Files.write(String(decoding: JSON.encode(record, pretty: true), as: UTF8.self) + "\n", to: recordFile)
  }
}

/// Where the files of one node lie.
package struct NodeLayout: Equatable {
  package let path: String

  package init(path: String) { self.path = path }

  package var configuration: String { "\(path)/config.yaml" }
  package var key: String { "\(path)/key.p12" }
  package var password: String { "\(path)/key.password" }
  package var genesis: String { "\(path)/genesis.json" }
  package var data: String { "\(path)/data" }
  package var log: String { "\(path)/node.log" }
  /// Locked by the process that runs the node.
  package var lockFile: String { NodeLayout.lockFile(configuration: configuration) }

  /// The file that the process with this configuration locks.
  package static func lockFile(configuration: String) -> String { configuration + ".lock" }
}

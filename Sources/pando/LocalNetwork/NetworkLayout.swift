import PandoAPI

/// Where the files of a network that this program made lie.
package struct NetworkLayout: Equatable {
  package let path: String

  package init(path: String) { self.path = path }

  /// What the network consists of; see ``NetworkRecord``.
  package var recordFile: String { "\(path)/network.json" }
  package var genesisFile: String { "\(path)/genesis.json" }
  /// The keys of the demo accounts.
  package var keys: String { "\(path)/keys" }

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

import Foundation
import PandoClient

/// What a node has used since it started.
package struct NodeReading: Equatable, Sendable {
  package var processorSeconds: Double
  package var peakMemoryBytes: UInt64
  package var peerBytesSent: UInt64
  package var peerBytesReceived: UInt64
  package var durableWrites: UInt64
  /// The length of its files; nil when they are not on this machine.
  package var diskBytes: UInt64?

  package init(
    processorSeconds: Double, peakMemoryBytes: UInt64, peerBytesSent: UInt64, peerBytesReceived: UInt64,
    durableWrites: UInt64, diskBytes: UInt64? = nil
  ) {
    self.processorSeconds = processorSeconds
    self.peakMemoryBytes = peakMemoryBytes
    self.peerBytesSent = peerBytesSent
    self.peerBytesReceived = peerBytesReceived
    self.durableWrites = durableWrites
    self.diskBytes = diskBytes
  }

  /// Reads a node's metrics; nil when one that is needed is missing.
  package init?(metrics text: String) {
    var values: [Substring: Double] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " ")
      if parts.count == 2, let value = Double(parts[1]) { values[parts[0]] = value }
    }
    func count(_ name: Substring) -> UInt64? { values[name].map { UInt64($0) } }
    guard let processorSeconds = values["process_cpu_seconds_total"],
      let peak = count("process_peak_resident_memory_bytes"), let sent = count("pando_peer_bytes_sent_total"),
      let received = count("pando_peer_bytes_received_total"), let durable = count("pando_durable_writes_total")
    else { return nil }
    self.init(
      processorSeconds: processorSeconds, peakMemoryBytes: peak, peerBytesSent: sent, peerBytesReceived: received,
      durableWrites: durable)
  }
}

/// Reads what nodes use.
enum NodeMeter {
  /// The readings of `nodes` at about the same moment; nil for one that shows no metrics, or is gone.
  static func read(_ nodes: [BenchNode]) async throws -> [NodeReading?] {
    try await withThrowingTaskGroup(of: (Int, NodeReading?).self) { group in
      for (index, node) in nodes.enumerated() { group.addTask { (index, try await read(node)) } }
      var readings = [NodeReading?](repeating: nil, count: nodes.count)
      for try await (index, reading) in group { readings[index] = reading }
      return readings
    }
  }

  private static func read(_ node: BenchNode) async throws -> NodeReading? {
    let client = try LedgerClient(hosts: [node.url])
    do throws(ClientError) {
      var reading = NodeReading(metrics: try await client.metrics())
      reading?.diskBytes = node.dataDirectory.map { diskBytes(of: $0) }
      return reading
    } catch {
      guard [.notFound, .unreachable].contains(error.code) else { throw error }
      return nil
    }
  }

  /// The length of all files in a directory. They may come and go meanwhile.
  private static func diskBytes(of directory: String) -> UInt64 {
    let files = FileManager.default.enumerator(atPath: directory)
    var bytes: UInt64 = 0
    while files?.nextObject() != nil { bytes += files?.fileAttributes?[.size] as? UInt64 ?? 0 }
    return bytes
  }
}

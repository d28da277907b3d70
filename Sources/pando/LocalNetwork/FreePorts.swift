import NIOCore
import NIOPosix

/// Finds ports of the loopback interface that nobody listens on.
package enum FreePorts {
  /// Below the ports that systems give to outgoing connections, so that none of those takes a node's port while the
  /// node is down: Linux begins at 32768, others later.
  private static let range = 20_000..<32_000

  /// `count` ports, from a random beginning, so that two networks that start at once rarely meet.
  package static func choose(_ count: Int) async throws -> [Int] {
    var ports: [Int] = []
    let start = Int.random(in: range)
    for offset in 0..<range.count {
      let port = range.lowerBound + (start - range.lowerBound + offset) % range.count
      if await isFree(port) { ports.append(port) }
      if ports.count == count { return ports }
    }
    throw Failure(.local, "no_free_port", "No \(count) ports between 20000 and 32000 are free on this machine.")
  }

  /// Whether a server could listen on `port` now.
  static func isFree(_ port: Int) async -> Bool {
    let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
    guard let channel = try? await bootstrap.bind(host: NetworkRecord.host, port: port).get() else { return false }
    try? await channel.close()
    return true
  }
}

extension NetworkRecord {
  /// The same network with other ports where somebody else listens on one of them.
  package func withFreePorts(isOurs: (Node) -> Bool) async throws -> NetworkRecord {
    var result = self
    for index in nodes.indices where !isOurs(nodes[index]) {
      let node = nodes[index]
      if await FreePorts.isFree(node.peerPort), await FreePorts.isFree(node.restPort) { continue }
      let ports = try await FreePorts.choose(2)
      result.nodes[index].peerPort = ports[0]
      result.nodes[index].restPort = ports[1]
    }
    return result
  }
}

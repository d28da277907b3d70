import NIOCore
import Synchronization

/// Who a client is for limits: its IPv4 address, or the /64 network of its IPv6 address, which one client may own
/// whole.
package enum ClientName {
  static func of(_ address: SocketAddress?) -> String {
    guard let text = address?.ipAddress else { return "unknown" }
    return text.contains(":") ? network(of: text) : text
  }

  /// The first four groups of an IPv6 address, or the IPv4 address that is mapped into it (`::ffff:192.0.2.1`).
  package static func network(of text: String) -> String {
    let address = text.prefix { $0 != "%" }
    if let mapped = address.split(separator: ":").last, mapped.contains(".") { return String(mapped) }
    let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
    let head = halves[0].split(separator: ":")
    let tail = halves.count > 1 ? halves[1].split(separator: ":") : []
    let zeroes = [Substring](repeating: "0", count: max(0, 8 - head.count - tail.count))
    return (head + zeroes + tail).prefix(4).joined(separator: ":") + "::/64"
  }
}

/// The open connections, counted in all and by client.
final class ConnectionTable: Sendable {
  private struct State {
    var count = 0
    var counts: [String: Int] = [:]
  }

  private let countMax: Int
  private let countMaxPerClient: Int
  private let state = Mutex(State())

  init(countMax: Int, countMaxPerClient: Int) {
    self.countMax = countMax
    self.countMaxPerClient = countMaxPerClient
  }

  /// How many connections are open.
  var count: Int { state.withLock { $0.count } }

  /// Whether there is a place for another connection of `client`; it is taken then, until ``leave(_:)``.
  func enter(_ client: String) -> Bool {
    state.withLock { state in
      guard state.count < countMax, state.counts[client, default: 0] < countMaxPerClient else { return false }
      state.count += 1
      state.counts[client, default: 0] += 1
      return true
    }
  }

  func leave(_ client: String) {
    state.withLock { state in
      state.count -= 1
      let left = state.counts[client, default: 1] - 1
      state.counts[client] = left > 0 ? left : nil
    }
  }
}

import NIOCore
package import PandoPrimitives

/// Where a peer listens, and which key must answer there. In text: `key@host:port`, the key in hexadecimal, an IPv6
/// address in brackets.
package struct PeerAddress: Hashable, Sendable {
  package let key: PublicKey
  /// A name or an address.
  package let host: String
  package let port: Int

  /// Nil when the key is not Ed25519, the host is empty, or the port is not one.
  package init?(key: PublicKey, host: String, port: Int) {
    guard key.scheme == .ed25519, !host.isEmpty, (1...65_535).contains(port) else { return nil }
    self.key = key
    self.host = host
    self.port = port
  }

  /// The address that `text` spells, or nil.
  package init?(_ text: String) {
    guard let at = text.firstIndex(of: "@"), let key = PublicKey(hexadecimal: text[..<at]) else { return nil }
    let place = text[text.index(after: at)...]
    guard let colon = place.lastIndex(of: ":"), let port = Int(place[place.index(after: colon)...]) else { return nil }
    var host = place[..<colon]
    if host.hasPrefix("[") && host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    self.init(key: key, host: String(host), port: port)
  }
}

extension PeerAddress: CustomStringConvertible {
  /// The text that ``init(_:)`` reads.
  package var description: String { "\(key)@" + (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}

extension SocketAddress {
  /// `address:port`, an IPv6 address in brackets.
  var text: String {
    guard let ipAddress, let port else { return description }
    return (ipAddress.contains(":") ? "[\(ipAddress)]" : ipAddress) + ":\(port)"
  }
}

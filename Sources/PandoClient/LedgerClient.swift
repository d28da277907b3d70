public import AsyncHTTPClient
import Foundation
public import PandoAPI
public import PandoPrimitives
import Synchronization

/// A customer of one ledger: builds, signs, sends, asks and follows, through any of the hosts that serve it.
///
/// ```swift
/// let client = try LedgerClient(hosts: ["https://node-1.example", "https://node-2.example"])
/// let result = try await client.transfer(Amount(25), of: coin, from: alice, to: bob)
/// ```
/// A host that fails is left for the next one. What a call may last is in ``Options``; every call throws
/// ``ClientError`` and nothing else. A client holds no connection of its own and needs no closing.
public final class LedgerClient: Sendable {
  /// What calls may cost.
  public struct Options: Sendable {
    /// How long a call may last altogether, over all hosts.
    public var deadline: Duration = .seconds(30)
    /// How long one request to one host may last.
    public var requestTimeout: Duration = .seconds(5)
    /// How long what ``LedgerClient/ledger(fresh:)`` answered is taken for true.
    public var ledgerLifetime: Duration = .seconds(60)
    /// Which ledger it must be; nil takes the one that the first host serves, and holds on to it.
    public var chainID: Hash?

    public init() {}
  }

  private struct State {
    var ring: HostRing
    var ledger: (answer: LedgerAnswer, readAt: ContinuousClock.Instant)?
  }

  public let options: Options
  let exchange: HTTPExchange
  private let state: Mutex<State>

  /// A client of the ledger that `hosts` serve: URLs such as `https://node.example:8400`, or `host:port` for plain
  /// HTTP.
  /// - Parameter httpClient: for those who need their own trust roots, proxies or pools; they also shut it down.
  /// - Throws: `invalidArgument` when there is no host or one is no URL.
  public init(
    hosts: [String], options: Options = Options(), httpClient: HTTPClient? = nil
  ) throws(ClientError) {
    var urls: [String] = []
    for host in hosts { urls.append(try LedgerClient.url(host)) }
    guard !urls.isEmpty else { throw ClientError(.invalidArgument, "A client needs the URL of at least one node.") }
    self.options = options
    exchange = HTTPExchange(client: httpClient ?? HTTPExchange.shared, requestTimeout: options.requestTimeout)
    state = Mutex(State(ring: HostRing(urls), ledger: nil))
  }

  /// The hosts, as URLs without a slash at the end.
  public var hosts: [String] { state.withLock { $0.ring.hosts } }

  /// The host that is asked next.
  public var currentHost: String { state.withLock { $0.ring.current } }

  /// Leaves `host` for the next one.
  func moveOn(from host: String) { state.withLock { $0.ring.moveOn(from: host) } }

  /// Which ledger it is, and the rules in force. Remembered for a while, because every transaction needs it.
  /// - Parameter fresh: ask a node, whatever is remembered.
  /// - Throws: `wrongLedger` when the host serves another ledger than before or than ``Options/chainID``.
  public func ledger(fresh: Bool = false) async throws(ClientError) -> LedgerAnswer {
    let known = state.withLock { $0.ledger }
    if !fresh, let known, ContinuousClock.now - known.readAt < options.ledgerLifetime { return known.answer }
    let answer: LedgerAnswer = try await get("/v1/ledger")
    if let expected = options.chainID ?? known?.answer.chainId, answer.chainId != expected {
      throw ClientError(
        .wrongLedger, "The hosts serve the ledger \(answer.chainId), not \(expected); check the URLs of the nodes.")
    }
    state.withLock { $0.ledger = (answer, ContinuousClock.now) }
    return answer
  }

  private static func url(_ text: String) throws(ClientError) -> String {
    var url = text.contains("://") ? text : "http://\(text)"
    while url.hasSuffix("/") { url.removeLast() }
    let name = url.drop { $0 != "/" }.dropFirst(2)
    let host = URLComponents(string: url)?.host ?? ""
    let isBracketed = name.contains("[") == name.contains("]")
    let isSound =
      !host.isEmpty && isBracketed && !name.isEmpty && !url.contains { $0.isWhitespace || $0 == "?" || $0 == "#" }
    guard isSound, url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw ClientError(
        .invalidArgument, "\"\(text)\" is not the URL of a node; write one such as http://127.0.0.1:8400.")
    }
    return url
  }
}

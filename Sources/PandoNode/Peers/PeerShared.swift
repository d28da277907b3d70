import Logging
import NIOCore
import PandoPrimitives

/// What all connections of a transport share.
final class PeerShared: Sendable {
  let chainID: Hash
  let limits: PeerLimits
  let directory: PeerDirectory
  let pending: PendingConnections
  let meter = PeerMeter()
  /// The frame of this node's greeting.
  let greeting: ByteBuffer
  private let logger: Logger
  private let refusals: RefusalLog

  init(chainID: Hash, ownKey: PublicKey, inbox: PeerInbox, limits: PeerLimits, logger: Logger) {
    self.chainID = chainID
    self.limits = limits
    self.logger = logger
    directory = PeerDirectory(ownKey: ownKey, inbox: inbox)
    pending = PendingConnections(limits: limits)
    greeting = Frame.encode(PeerGreeting(chainID: chainID).canonicalBytes)
    refusals = RefusalLog(logger: logger)
  }

  func gained(_ link: PeerLink) {
    meter.count { $0.connectionsEstablished += 1 }
    logger.info("peer connected", metadata: metadata(link))
  }

  func lost(_ link: PeerLink, _ reason: PeerDropReason) {
    meter.count { $0.connectionsLost += 1 }
    logger.info("peer disconnected", metadata: metadata(link).merging(["reason": "\(reason)"]) { $1 })
  }

  /// A connection that was never established. Failed dials are logged by the one who dials.
  func refused(_ reason: PeerDropReason, isDialed: Bool, address: String?) {
    guard !isDialed, reason != .stopping, reason != .duplicate else { return }
    meter.count { $0.connectionsRefused += 1 }
    refusals.record(reason, address: address ?? "unknown")
  }

  func failedToDial(_ peer: PeerAddress, _ failure: String) {
    meter.count { $0.dialsFailed += 1 }
    logger.notice("peer not reached", metadata: ["peer": "\(peer)", "reason": "\(failure)"])
  }

  private func metadata(_ link: PeerLink) -> Logger.Metadata {
    ["peer": "\(link.key)", "address": "\(link.address)", "direction": link.isDialed ? "out" : "in"]
  }
}

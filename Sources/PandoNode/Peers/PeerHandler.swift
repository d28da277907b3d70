import NIOCore
import NIOSSL
import NIOTLS
import PandoPrimitives

/// One connection, from its first byte to its last: proves who is there, greets, then carries frames both ways. It sits
/// above TLS at the end of the pipeline and lives on the channel's event loop.
///
/// ```
/// handshaking ──TLS done──▶ greeting ──greeting received, directory agrees──▶ established
///      └───────────────────────┴──────────── drop(reason) ──────────────────────┴──▶ closed
/// ```
final class PeerHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = Never
  typealias OutboundOut = ByteBuffer

  private enum Phase {
    case handshaking
    case greeting(PublicKey)
    case established(PeerLink)
    case closed
  }

  /// How much is written before looking whether the socket still takes it.
  private static let writeByteCountMax = 65_536

  private let shared: PeerShared
  /// The key that must answer, where we dialed.
  private let dialed: PublicKey?
  private var phase = Phase.handshaking
  /// Why the certificate was refused, if it was.
  private var objection: PeerDropReason?
  /// Succeeds once the connection is established; fails with a `PeerDropReason` if it never is.
  private let established: EventLoopPromise<Void>

  private var assembler = FrameAssembler(byteCountMax: PeerGreeting.byteCountMax)
  /// What is left of the frame that is being written.
  private var unwritten = ByteBuffer()
  /// The inbox is full; a read that was asked for meanwhile is made up later.
  private var isReadingPaused = false
  private var isReadDue = false

  private var clock: PeerClock
  /// The end of the handshake's time; once established, the next look at the clock.
  private var timer: Scheduled<Void>?

  init(shared: PeerShared, dialed: PublicKey?, eventLoop: any EventLoop) {
    self.shared = shared
    self.dialed = dialed
    established = eventLoop.makePromise()
    clock = PeerClock(limits: shared.limits, now: eventLoop.now)
  }

  /// See ``established``.
  var whenEstablished: EventLoopFuture<Void> { established.futureResult }

  /// Says that the handler never got into a pipeline.
  func abandon(_ error: any Error) {
    phase = .closed
    established.fail(error)
  }

  func channelActive(context: ChannelHandlerContext) {
    let loop = context.eventLoop.assumeIsolated()
    timer = loop.scheduleTask(in: TimeAmount(shared.limits.handshakeTimeout)) {
      self.drop(.handshakeTimeout, context: context)
    }
    context.fireChannelActive()
  }

  /// Whether TLS may go on with these certificates. Called in the middle of the handshake, so it must not touch the
  /// channel.
  func accepts(_ certificates: [NIOSSLCertificate]) -> Bool {
    objection = objection(to: certificates)
    return objection == nil
  }

  private func objection(to certificates: [NIOSSLCertificate]) -> PeerDropReason? {
    guard certificates.count == 1, let key = PeerTLS.key(of: certificates[0]) else { return .noNodeCertificate }
    if let dialed, dialed != key { return .wrongKey(key) }
    return shared.directory.objection(to: key)
  }

  func channelInactive(context: ChannelHandlerContext) {
    drop(.closedByPeer, context: context)
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    drop(.closedByPeer, context: context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch phase {
    case .closed: break
    // In TLS 1.3 the one who dials is done first, and learns of the other's refusal while it waits for the greeting.
    case .handshaking, .greeting: drop(objection ?? .handshakeFailed(PeerTLS.reason(of: error)), context: context)
    case .established:
      // The end of the stream without TLS's farewell: a peer that was killed. A frame cut short by it is never
      // delivered.
      let isEnd = if case .uncleanShutdown? = error as? NIOSSLError { true } else { false }
      drop(isEnd ? .closedByPeer : .connectionFailed(PeerTLS.reason(of: error)), context: context)
    }
  }

  /// Ends the connection, once, and tells those concerned why.
  private func drop(_ reason: PeerDropReason, context: ChannelHandlerContext) {
    let ended = phase
    phase = .closed
    switch ended {
    case .closed: return
    case .handshaking, .greeting:
      shared.pending.remove(context.channel)
      shared.refused(reason, isDialed: dialed != nil, address: context.channel.remoteAddress?.text)
      established.fail(reason)
    case .established(let link):
      shared.directory.remove(link, reason: reason)
      shared.lost(link, reason)
    }
    timer?.cancel()
    unwritten = ByteBuffer()
    context.close(promise: nil)
  }
}

// MARK: Greeting

extension PeerHandler {
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted? = event as? TLSUserEvent { greet(context: context) }
    context.fireUserInboundEventTriggered(event)
  }

  private func greet(context: ChannelHandlerContext) {
    guard case .handshaking = phase else {
      // We gave up while TLS was on its way.
      context.close(promise: nil)
      return
    }
    // Looked at again: a resumed session is not shown to the callback.
    let certificate = try? context.channel.pipeline.syncOperations.nioSSL_peerCertificate()
    guard let certificate, let key = PeerTLS.key(of: certificate) else {
      return drop(.noNodeCertificate, context: context)
    }
    if let objection = objection(to: [certificate]) { return drop(objection, context: context) }
    phase = .greeting(key)
    if dialed != nil { write(shared.greeting, context: context) }
  }

  private func receiveGreeting(_ frame: [UInt8], from key: PublicKey, context: ChannelHandlerContext) {
    guard let greeting = try? PeerGreeting(canonicalBytes: frame) else { return drop(.badGreeting, context: context) }
    guard greeting.chainID == shared.chainID else { return drop(.otherLedger, context: context) }
    let link = PeerLink(
      key: key, session: shared.directory.nextSession(), isDialed: dialed != nil, channel: context.channel,
      limits: shared.limits)
    if let refusal = shared.directory.establish(link) { return drop(refusal, context: context) }
    phase = .established(link)
    assembler.byteCountMax = shared.limits.frameByteCountMax
    shared.pending.remove(context.channel)
    shared.gained(link)
    clock.hasRead(at: context.eventLoop.now)
    scheduleTick(context: context)
    if dialed == nil { write(shared.greeting, context: context) }
    established.succeed()
    // Others may have queued frames between `establish` and now, before this handler listened.
    flushQueue(context: context)
  }

  private func write(_ frame: ByteBuffer, context: ChannelHandlerContext) {
    clock.hasWritten(at: context.eventLoop.now)
    context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
  }
}

// MARK: Reading

extension PeerHandler {
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var chunk = unwrapInboundIn(data)
    do throws(PeerDropReason) {
      while let frame = try assembler.next(from: &chunk) {
        switch phase {
        case .handshaking, .closed: return
        case .greeting(let key): receiveGreeting(frame, from: key, context: context)
        case .established(let link): receive(frame, from: link, context: context)
        }
      }
    } catch {
      return drop(error, context: context)
    }
    clock.hasRead(at: context.eventLoop.now, partial: assembler.isPartial ? assembler.announcedByteCount : nil)
  }

  private func receive(_ frame: [UInt8], from link: PeerLink, context: ChannelHandlerContext) {
    shared.meter.count {
      $0.framesReceived += 1
      $0.bytesReceived += UInt64(Frame.headByteCount + frame.count)
    }
    guard !frame.isEmpty else { return }
    switch shared.directory.inbox.deliver(frame, from: link.key, session: link.session) {
    case .roomLeft: break
    case .full: isReadingPaused = true
    case .stale: drop(.replaced, context: context)
    }
  }

  func read(context: ChannelHandlerContext) {
    if isReadingPaused {
      isReadDue = true
    } else {
      context.read()
    }
  }

  private func resumeReading(context: ChannelHandlerContext) {
    isReadingPaused = false
    clock.hasResumedReading(at: context.eventLoop.now)
    if isReadDue {
      isReadDue = false
      context.read()
    }
  }
}

// MARK: Writing

extension PeerHandler {
  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard let command = event as? PeerCommand else {
      return context.triggerUserOutboundEvent(event, promise: promise)
    }
    switch command {
    case .flush: flushQueue(context: context)
    case .resumeReading: resumeReading(context: context)
    case .drop(let reason): drop(reason, context: context)
    }
    promise?.succeed()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    clock.writabilityChanged(isWritable: context.channel.isWritable, at: context.eventLoop.now)
    flushQueue(context: context)
    context.fireChannelWritabilityChanged()
  }

  /// Writes what waits, as far as the socket takes it; the rest when it takes more.
  private func flushQueue(context: ChannelHandlerContext) {
    guard case .established(let link) = phase else { return }
    var unflushed = 0
    while context.channel.isWritable {
      if unwritten.readableBytes == 0 {
        guard let frame = link.nextFrame() else { break }
        unwritten = frame
        shared.meter.count {
          $0.framesSent += 1
          $0.bytesSent += UInt64(frame.readableBytes)
        }
      }
      let count = min(unwritten.readableBytes, PeerHandler.writeByteCountMax - unflushed)
      guard let slice = unwritten.readSlice(length: count) else { break }
      context.write(wrapOutboundOut(slice), promise: nil)
      unflushed += count
      if unflushed == PeerHandler.writeByteCountMax {
        context.flush()
        unflushed = 0
      }
    }
    if unflushed > 0 { context.flush() }
    clock.hasWritten(at: context.eventLoop.now)
  }

  private func scheduleTick(context: ChannelHandlerContext) {
    timer?.cancel()
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: clock.tick) { self.tick(context: context) }
  }

  private func tick(context: ChannelHandlerContext) {
    let now = context.eventLoop.now
    if let reason = clock.verdict(at: now, isReadingPaused: isReadingPaused) { return drop(reason, context: context) }
    if clock.isKeepAliveDue(at: now) { write(Frame.encode([]), context: context) }
    scheduleTick(context: context)
  }
}

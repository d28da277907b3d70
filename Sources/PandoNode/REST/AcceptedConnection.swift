package import HummingbirdCore
package import Logging
package import NIOCore

/// HTTP/1.1 connections, each wrapped on its way from the socket that accepts it to the task that serves it.
package struct HTTPConnections: ServerChildChannel {
  private let http: HTTP1Channel

  /// - Parameter http: serves each connection.
  package init(http: HTTP1Channel) { self.http = http }

  package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
    http.setup(channel: channel, logger: logger).map { AcceptedConnection($0) }
  }

  package func handle(value: AcceptedConnection, logger: Logger) async {
    await http.handle(value: value.http, logger: logger)
  }
}

/// A connection that closes when it is dropped.
///
/// When a server ends, NIO drops connections that it has accepted and not handed out yet, and stops the process on
/// dropping an asynchronous channel that is open. So what is dropped is kept here until it is closed.
package final class AcceptedConnection: ServerChildChannelValue {
  let http: HTTP1Channel.Value

  init(_ http: HTTP1Channel.Value) { self.http = http }

  package var channel: any Channel { http.channel }

  deinit {
    let http = http
    http.channel.closeFuture.whenComplete { _ in withExtendedLifetime(http) {} }
    http.channel.close(promise: nil)
  }
}

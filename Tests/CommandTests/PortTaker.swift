import NIOCore
import NIOPosix

/// Listens on a port until it is gone.
final class PortTaker: Sendable {
  private let channel: any Channel

  init(_ port: Int) throws {
    channel = try ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup).bind(host: "127.0.0.1", port: port)
      .wait()
  }

  deinit { channel.close(promise: nil) }
}

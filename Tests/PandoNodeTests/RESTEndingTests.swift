import Logging
import NIOCore
import NIOPosix
import PandoNode
import Testing

/// How a server ends while clients go on coming.
@Suite(.timeLimit(.minutes(2))) struct RESTEndingTests {
  @Test func aServerThatIsCancelledDropsNoConnectionUnread() async throws {
    // The moment that matters is short; NIO stops the process when it is met.
    for _ in 1...40 {
      let (ports, port) = AsyncStream<Int>.makeStream()
      let server = RESTServer(
        node: FixtureNode(), configuration: configured { _ in }, metrics: Metrics(),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      ) {
        port.yield($0)
        port.finish()
      }
      let running = Task { try await server.run() }
      let number = try #require(await ports.first { _ in true })
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 1...8 { group.addTask { await knock(at: number) } }
        // Some have been let in.
        try await until { try await connects(to: number) }
        running.cancel()
        do { try await running.value } catch is CancellationError {}
        try await group.waitForAll()
      }
    }
  }

  /// Connects and leaves, again and again, until nobody listens.
  private func knock(at port: Int) async {
    while (try? await connects(to: port)) != nil {}
  }

  private func connects(to port: Int) async throws -> Bool {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: port).get()
    channel.close(promise: nil)
    return true
  }
}

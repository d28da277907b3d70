import NIOPosix

/// Checks signatures on threads of its own, so that the replica's thread never does.
package final class VerifierPool: Sendable {
  private let threads: NIOThreadPool

  /// Starts `threadCount` threads.
  package init(threadCount: Int) {
    precondition(threadCount > 0, "Somebody has to check signatures.")
    threads = NIOThreadPool(numberOfThreads: threadCount)
    threads.start()
  }

  /// Runs `work` on one of the threads; not at all after ``stop()``.
  package func run(_ work: @escaping @Sendable () -> Void) {
    threads.submit { state in
      if case .active = state { work() }
    }
  }

  /// Ends the threads; what waits is dropped.
  package func stop() async { try? await threads.shutdownGracefully() }
}

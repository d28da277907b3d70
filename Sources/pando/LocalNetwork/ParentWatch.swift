import Foundation

/// Ends this process when its parent ends. The parent holds the only writing end of the pipe that is our standard
/// input, so the kernel tells us, even of a parent that was killed.
enum ParentWatch {
  /// How long stopping in order may take once the parent is gone. Nobody is left to see to it.
  private static let patienceSeconds: UInt32 = 20

  static func start() {
    let thread = Thread {
      var byte: UInt8 = 0
      // SAFETY: the pointer is to a local and lives for the call.
      while unsafe read(STDIN_FILENO, &byte, 1) != 0 {
        if errno != EINTR { break }
      }
      kill(getpid(), SIGTERM)
      sleep(patienceSeconds)
      _exit(Exit.fault.rawValue)
    }
    thread.name = "pando-parent-watch"
    thread.start()
  }
}

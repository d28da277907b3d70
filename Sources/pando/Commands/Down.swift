import ArgumentParser
import Foundation

/// `pando down`
struct Down: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Stops the local network, wherever it was started.",
    discussion: """
      Stops the `pando up` of the directory and its nodes, and nodes that were started by hand. Each gets the time to end \
      in order, and is killed if it does not. Nothing that is stored is lost; `pando up` continues where it was.

      Example:

        pando down
      """)

  @OptionGroup var common: CommonOptions

  private struct Stopped: Encodable {
    let what: String
    let process: ProcessID
    let wasKilled: Bool
  }

  func run() async throws {
    let home = common.home
    try home.check()
    var stopped: [Stopped] = []
    if let one = try await stop("pando up", home.lockFile, patience: .seconds(30)) { stopped.append(one) }
    for name in home.network.nodeNames {
      let lock = home.network.node(name).lockFile
      if let one = try await stop(name, lock, patience: .seconds(15)) { stopped.append(one) }
    }
    try common.output.show(stopped) { _ in
      stopped.isEmpty
        ? "Nothing runs in \(home.path)."
        : stopped.map { "Stopped \($0.what), process \($0.process)\($0.wasKilled ? ", by force" : "")." }
          .joined(separator: "\n")
    }
  }

  /// Stops the process that holds a lock. The kernel says which one that is, just before each signal, so no other is
  /// hit.
  private func stop(_ what: String, _ lock: String, patience: Duration) async throws -> Stopped? {
    guard let process = ProcessLock.holder(lock) else { return nil }
    kill(process, SIGTERM)
    let isGone = try await Progress.showing("Stopping \(what)") {
      try await Self.isReleased(lock, by: process, within: patience)
    }
    if isGone { return Stopped(what: what, process: process, wasKilled: false) }
    if ProcessLock.holder(lock) == process { kill(process, SIGKILL) }
    guard try await Self.isReleased(lock, by: process, within: .seconds(5)) else {
      throw Failure(.local, "does_not_stop", "\(what), process \(process), does not stop.")
    }
    return Stopped(what: what, process: process, wasKilled: true)
  }

  private static func isReleased(_ lock: String, by process: ProcessID, within limit: Duration) async throws -> Bool {
    let deadline = ContinuousClock.now + limit
    while ProcessLock.holder(lock) == process {
      guard ContinuousClock.now < deadline else { return false }
      try await Task.sleep(for: .milliseconds(50))
    }
    return true
  }
}

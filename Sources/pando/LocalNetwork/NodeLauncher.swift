package import Foundation

/// Starts nodes as processes of their own.
///
/// Each gets its own process group, so that Ctrl-C in the terminal reaches this process alone, which then stops them in
/// order. Each reads from a pipe whose only writer is this process: when this process ends, however that happens, the
/// pipe closes and the nodes end too (`pando node --stop-with-parent`).
package struct NodeLauncher {
  private let executable: URL
  private let arguments: @Sendable (NodeLayout) -> [String]
  private let lifeline: Pipe

  /// - Parameters:
  ///   - executable: the program; this one, unless given.
  ///   - arguments: what it is given to run a node.
  package init(
    executable: URL? = Bundle.main.executableURL,
    arguments: @escaping @Sendable (NodeLayout) -> [String] = {
      ["node", "--config", $0.configuration, "--stop-with-parent"]
    }
  ) throws {
    guard let executable else {
      throw Failure(.fault, "no_executable", "This program does not know where it lies.")
    }
    self.executable = executable
    self.arguments = arguments
    lifeline = Pipe()
    // SAFETY: F_SETFD takes an integer.
    _ = fcntl(lifeline.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
  }

  /// Starts a node; what it writes goes to the end of its log.
  /// - Parameter onEnd: called once, on any thread, with the process and how it ended.
  package func launch(_ node: NodeLayout, onEnd: @escaping @Sendable (ProcessID, Ending) -> Void) throws -> ProcessID {
    let log = try NodeLauncher.openLog(node.log)
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments(node)
    process.environment = NodeLauncher.environment(ProcessInfo.processInfo.environment)
    process.standardInput = lifeline.fileHandleForReading
    process.standardOutput = log
    process.standardError = log
    process.terminationHandler = { process in
      onEnd(process.processIdentifier, NodeLauncher.ending(process))
    }
    try process.run()
    try log.close()
    return process.processIdentifier
  }

  /// The environment of a node. Swift's backtracer would keep a crashed node from being started again for many seconds,
  /// and print its memory into the log; who wants that sets `SWIFT_BACKTRACE`.
  package static func environment(_ own: [String: String]) -> [String: String] {
    own.merging(["SWIFT_BACKTRACE": "enable=no"]) { given, _ in given }
  }

  private static func openLog(_ path: String) throws(Failure) -> FileHandle {
    // SAFETY: the string lives for the call.
    let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Failure(.local, "file_unwritable", "\(path) cannot be written: \(unsafe String(cString: strerror(errno))).")
    }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// How a node's process ended.
  package struct Ending: Sendable, Equatable {
    /// In words, after the node's name.
    package let how: String
    /// Whether the node said that it cannot go on: the disk is full, a file is missing, a setting is wrong.
    package let isLasting: Bool
  }

  private static func ending(_ process: Process) -> Ending {
    let status = process.terminationStatus
    guard process.terminationReason == .exit else {
      return Ending(how: "was ended by signal \(unsafe String(cString: strsignal(status)))", isLasting: false)
    }
    return Ending(
      how: "ended with exit code \(status)", isLasting: [Exit.local.rawValue, Exit.usage.rawValue].contains(status))
  }

  /// The last line of a node's log, in which a node that cannot start says why.
  package static func lastWords(_ node: NodeLayout) -> String? {
    guard let text = try? Files.read(node.log) else { return nil }
    return text.split(separator: "\n").last.map(String.init)
  }
}

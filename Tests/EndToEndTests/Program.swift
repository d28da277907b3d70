import Foundation
import Synchronization
import pando

/// The program that was built beside these tests, run as a person runs it.
enum Program {
  struct Outcome: Sendable {
    let exitCode: Int32
    /// What it wrote to standard output and standard error, in its order.
    let output: String
  }

  struct NotBuilt: Error, CustomStringConvertible {
    let description =
      "Build the program before its end-to-end tests: swift build -c release --product pandoPackageTests"
  }

  /// Where the build put it.
  static func executable() throws -> URL {
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    #if DEBUG
      let configuration = "debug"
    #else
      let configuration = "release"
    #endif
    let program = root.appending(path: ".build/\(configuration)/pando")
    guard FileManager.default.isExecutableFile(atPath: program.path) else { throw NotBuilt() }
    return program
  }

  /// Runs one command to its end, with `home` as its directory.
  ///
  /// What it writes goes to a file: a pipe would be held open by whatever it starts, and nobody would see its end. For
  /// the same reason a command that leaves processes behind is not run but started.
  static func run(_ arguments: [String], home: Home) async throws -> Outcome {
    try await run(try executable(), arguments, home: home)
  }

  /// Runs a line of a shell in which `pando` is this program.
  static func run(line: String, home: Home) async throws -> Outcome {
    try await run(URL(filePath: "/bin/sh"), ["-c", line], home: home)
  }

  private static func run(_ program: URL, _ arguments: [String], home: Home) async throws -> Outcome {
    let file = FileManager.default.temporaryDirectory.appending(path: "pando-output-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    let process = try prepare(program, arguments, home: home, output: file)
    let exitCode = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
    return Outcome(exitCode: exitCode, output: try String(contentsOfFile: file, encoding: .utf8))
  }

  /// Runs one command to its end, and looks all the while at the most memory that it has held (`VmHWM` of proc(5)).
  /// - Returns: what came of it, and those bytes; 0 where there is no `/proc`.
  static func runMeasured(
    _ arguments: [String], home: Home, output: String
  ) async throws -> (outcome: Outcome, peakBytes: Int) {
    let process = try start(arguments, home: home, output: output)
    var peak = 0
    while process.isRunning {
      peak = max(peak, peakBytes(of: process.processIdentifier) ?? 0)
      try await Task.sleep(for: .milliseconds(2))
    }
    let text = try String(contentsOfFile: output, encoding: .utf8)
    return (Outcome(exitCode: process.terminationStatus, output: text), peak)
  }

  private static func peakBytes(of process: Int32) -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let match = status.firstMatch(of: /VmHWM:\s+(\d+) kB/)
    else { return nil }
    return Int(match.1).map { $0 << 10 }
  }

  /// Starts a command that stays, such as `pando up`, and leaves it to another one to end it.
  /// - Parameter output: the path of a file for what it writes.
  @discardableResult
  static func start(_ arguments: [String], home: Home, output: String) throws -> Process {
    let process = try prepare(try executable(), arguments, home: home, output: output)
    try process.run()
    return process
  }

  private static func prepare(
    _ program: URL, _ arguments: [String], home: Home, output path: String
  ) throws -> Process {
    try Data().write(to: URL(filePath: path))
    let output = try FileHandle(forWritingTo: URL(filePath: path))
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = [
      "PANDO_HOME": home.path, "PANDO_PASSWORD": "a long password", "NO_COLOR": "1",
      "PATH": "\(try executable().deletingLastPathComponent().path):/usr/bin:/bin",
    ]
    if FileManager.default.fileExists(atPath: home.path) {
      process.currentDirectoryURL = URL(filePath: home.path, directoryHint: .isDirectory)
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    return process
  }
}

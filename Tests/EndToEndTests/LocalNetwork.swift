import Foundation
import Testing

/// A network of real processes that `pando up` runs in a directory of its own.
///
/// Everything goes through the built program, as a person would use it.
final class LocalNetwork {
  struct Outcome {
    let exitCode: Int32
    let output: String
  }

  struct Trouble: Error {
    let message: String
  }

  let directory: URL
  private var supervisor: Process?

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "pando-e2e-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit {
    supervisor?.interrupt()
    supervisor?.waitUntilExit()
    try? FileManager.default.removeItem(at: directory)
  }

  /// The program that the build made beside the tests.
  static func executable() throws -> URL {
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    for configuration in ["release", "debug"] {
      let candidate = root.appending(path: ".build/\(configuration)/pando")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    throw Trouble(message: "Build the program before its end-to-end tests: swift build --build-tests")
  }

  /// Runs one command to its end.
  @discardableResult
  func pando(_ arguments: String...) throws -> Outcome {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = try Self.executable()
    process.arguments = arguments
    process.environment = ["PANDO_HOME": directory.path, "NO_COLOR": "1"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(exitCode: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
  }

  /// Starts the network and waits until its first transfer has been read back.
  func start() throws {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = try Self.executable()
    process.arguments = ["up", "--fresh"]
    process.environment = ["PANDO_HOME": directory.path, "NO_COLOR": "1"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    supervisor = process
    var seen = ""
    while !seen.contains("read back") {
      guard let chunk = try pipe.fileHandleForReading.read(upToCount: 4_096), !chunk.isEmpty else {
        throw Trouble(message: "The network ended before its first transfer was read back: \(seen)")
      }
      seen += String(decoding: chunk, as: UTF8.self)
    }
    // The rest is read so that the writer never waits.
    pipe.fileHandleForReading.readabilityHandler = { if $0.availableData.isEmpty { $0.readabilityHandler = nil } }
  }

  /// Stops the network as Ctrl-C does, and gives the exit code.
  func stop() -> Int32 {
    guard let supervisor else { return -1 }
    supervisor.interrupt()
    supervisor.waitUntilExit()
    self.supervisor = nil
    return supervisor.terminationStatus
  }

  /// The processes of the nodes: children of the supervisor.
  func nodeProcesses() throws -> [pid_t] {
    guard let parent = supervisor?.processIdentifier else { return [] }
    let children = try String(contentsOfFile: "/proc/\(parent)/task/\(parent)/children", encoding: .utf8)
    let others = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(parent)/task").flatMap { task in
      (try? String(contentsOfFile: "/proc/\(parent)/task/\(task)/children", encoding: .utf8))?.split(separator: " ")
        ?? []
    }
    return Set(children.split(separator: " ") + others).compactMap { pid_t($0) }.sorted()
  }
}

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
    let description = "Build the program before its end-to-end tests: swift build --build-tests"
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
  /// What it writes goes to a file: a pipe would be held open by whatever it starts, and nobody would see its end.
  static func run(_ arguments: [String], home: Home) async throws -> Outcome {
    let file = FileManager.default.temporaryDirectory.appending(path: "pando-output-\(UUID().uuidString)")
    try Data().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let output = try FileHandle(forWritingTo: file)
    let process = Process()
    process.executableURL = try executable()
    process.arguments = arguments
    process.environment = ["PANDO_HOME": home.path, "NO_COLOR": "1", "COLUMNS": "120"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    let exitCode = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
    return Outcome(exitCode: exitCode, output: try String(contentsOf: file, encoding: .utf8))
  }
}

import ArgumentParser
import Foundation

/// Where the program begins: reads the command line, runs one command, and ends with an exit code that means something.
@main
enum Main {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      let command = try await Pando.asyncParseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        var command = command
        try command.run()
      }
    } catch {
      end(error, json: arguments.contains("--json"))
    }
  }

  /// Says what went wrong and ends the process.
  private static func end(_ error: any Error, json: Bool) -> Never {
    // What the argument parser throws includes requests for help, which are no failures.
    guard let failure = Failure(explaining: error) else { Pando.exit(withError: error) }
    if !failure.message.isEmpty {
      FileHandle.standardError.write(Data((failure.text(json: json) + "\n").utf8))
    }
    exit(failure.exit.rawValue)
  }
}

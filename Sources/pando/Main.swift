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
      end(error, arguments)
    }
  }

  /// Says what went wrong and ends the process.
  private static func end(_ error: any Error, _ arguments: [String]) -> Never {
    // What the argument parser throws includes requests for help, which are no failures.
    let isUsage = Pando.exitCode(for: error).rawValue == Exit.usage.rawValue
    let explained = Failure(explaining: error) ?? (isUsage ? Failure(negativeNumberIn: arguments) : nil)
    guard let failure = explained else { Pando.exit(withError: error) }
    if !failure.message.isEmpty {
      StandardStream.error.say(failure.text(json: arguments.contains("--json")) + "\n")
    }
    exit(failure.exit.rawValue)
  }
}

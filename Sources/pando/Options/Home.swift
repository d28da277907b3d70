import ArgumentParser
import Foundation

/// The directory where this program keeps things: `keys` are the user's own, `network` is what `pando up` makes.
package struct Home: Equatable {
  package let path: String

  /// The user's keys; never touched by `pando up --fresh`.
  package var keys: String { "\(path)/keys" }
  /// Locked by the `pando up` that runs the network. Not among the network's files, which come and go.
  package var lockFile: String { "\(path)/up.lock" }
  package var network: NetworkLayout { NetworkLayout(path: "\(path)/network") }

  /// `directory` if given, else `$PANDO_HOME`, else `./.pando`.
  package init(directory: String?, environment: [String: String]) {
    let given = directory ?? environment["PANDO_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    path = given ?? ".pando"
  }

  /// Makes the directory, if it is not there.
  /// - Throws: a failure that says how to name another one.
  package func make() throws(Failure) {
    try check()
    do throws(Failure) {
      try Files.makeDirectory(path)
    } catch {
      throw Failure(error.exit, error.reason, "\(error.message) \(Home.remedy)")
    }
  }

  /// The local network that was made here; nil when there is none.
  /// - Throws: a failure when the directory is none, or the record of the network is damaged.
  package func networkRecord() throws -> NetworkRecord? {
    try check()
    return try network.record()
  }

  /// Throws when there is something else than a directory.
  package func check() throws(Failure) {
    guard FileManager.default.fileExists(atPath: path), !Files.isDirectory(path) else { return }
    throw Failure(.local, "home_is_no_directory", "\(path) is a file, not a directory. Move it away. \(Home.remedy)")
  }

  private static let remedy = "Another directory is named with --directory or PANDO_HOME."
}

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Where keys and the local network are kept.", discussion: "Default: $PANDO_HOME, else ./.pando",
      valueName: "dir"),
    completion: .directory)
  package var directory: String?

  @Flag(name: .long, help: "Print JSON for programs instead of text for people.")
  package var json = false

  var home: Home { Home(directory: directory, environment: ProcessInfo.processInfo.environment) }
  var output: Output { Output(isJSON: json, style: .standardOutput) }
}

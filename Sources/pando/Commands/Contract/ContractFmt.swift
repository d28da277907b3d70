import ArgumentParser
import PandoContracts

/// `pando contract fmt`
struct ContractFmt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Brings contracts into the one form that they should have.",
    discussion: """
      Rewrites the files, comments kept. A file that cannot be read as Needle is left as it is and reported. With \
      --check nothing is written; the command ends with code 1 when a file is not in form.

      Examples:

        pando contract fmt transfer.sim
        pando contract fmt --check transfer.sim limits.sim
      """)

  @Argument(help: ArgumentHelp("The sources.", valueName: "file"), completion: .file())
  var files: [String]

  @Flag(name: .long, help: "Write nothing; name the files that are not in form.")
  var check = false

  func run() throws {
    var unreadable: [Report] = []
    var isInForm = true
    for path in files {
      let source = Source(name: path, bytes: try ContractSources.bytes(of: path))
      let parsed = ParsedSource(source)
      guard !parsed.diagnostics.hasErrors else {
        unreadable.append(Report(source: source, diagnostics: parsed.diagnostics.sorted))
        continue
      }
      let text = Printer.text(parsed.tree)
      guard Array(text.utf8) != source.bytes else { continue }
      isInForm = false
      if check { print(path) } else { try Files.write(text, to: path) }
    }
    if !unreadable.isEmpty { print(TextRenderer.text(unreadable)) }
    if !unreadable.isEmpty || (check && !isInForm) { throw Failure.silent(.refused) }
  }
}

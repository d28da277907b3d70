import ArgumentParser
import PandoAPI
import PandoContracts

/// `pando contract check`
struct ContractCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Finds mistakes in contracts before they are deployed.",
    discussion: """
      All sources are checked as one application: each sees the contracts and functions of the others. A name with the \
      number of an ecosystem (@1Name) that is in none of them is taken on trust; name others that are deployed already \
      with --known. Ends with code 1 when there is an error; warnings and notes leave it at 0.

      Examples:

        pando contract check transfer.sim limits.sim
        pando contract check transfer.sim --known MainCondition --json
        pando contract check transfer.sim --sarif > findings.sarif
      """)

  enum Form: String, CaseIterable, EnumerableFlag {
    case json, sarif

    static func help(for value: Form) -> ArgumentHelp? {
      switch value {
      case .json: "Print JSON for programs instead of text for people."
      case .sarif: "Print SARIF 2.1.0 for code hosts and editors."
      }
    }
  }

  @Argument(help: ArgumentHelp("The sources.", valueName: "file"), completion: .file())
  var files: [String]

  @Flag var form: Form?

  @Option(
    name: .long, help: ArgumentHelp("A contract or function that is deployed already; repeat it.", valueName: "name"))
  var known: [String] = []

  @Option(name: .long, help: ArgumentHelp("The ecosystem that owns the sources.", valueName: "number"))
  var ecosystem = 1

  @Option(name: .long, help: "Where the contracts are to run.")
  var place: CheckerOptions.Place = .ledger

  func run() throws {
    var options = CheckerOptions()
    options.known = Set(known.map { Name($0) })
    options.ecosystem = ecosystem
    options.place = place
    let sources = try files.map { ParsedSource(Source(name: $0, bytes: try ContractSources.bytes(of: $0))) }
    let reports = Checker.check(sources, options: options)
    switch form {
    case .json: print(JSONRenderer.text(reports))
    case .sarif: print(SARIFRenderer.text(reports, version: Release.version))
    case nil: print(ContractCheck.text(reports))
    }
    if reports.contains(where: { $0.errorCount > 0 }) { throw Failure.silent(.refused) }
  }

  /// The findings, and how many there are.
  static func text(_ reports: [Report]) -> String {
    let counts = Severity.allCases.map { severity in
      let count = reports.reduce(0) { sum, report in sum + report.diagnostics.count { $0.severity == severity } }
      return Description.count(count, severity.rawValue)
    }
    let summary = "\(Description.count(reports.count, "source")): \(counts.joined(separator: ", "))."
    return [TextRenderer.text(reports), summary].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }
}

extension CheckerOptions.Place: ExpressibleByArgument {}

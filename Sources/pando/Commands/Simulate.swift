import ArgumentParser
import PandoSimulator

/// `pando simulate`
struct Simulate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs whole networks with faults, each from a seed, and holds them against the rules.",
    discussion: """
      Nodes, disks, clocks, links and customers are simulated in one thread; the nodes are the production code. A seed \
      decides everything, so a run that fails fails again. Ends with code 1 when a rule was broken, and then shows the \
      command that replays it. What the lines of --verbose mean is in docs/simulation.md.

      Examples:

        pando simulate                        # one run of every profile, from a new seed
        pando simulate 42                     # one run; its profile is the seed's, all take turns
        pando simulate 42 --profile churn     # another run
        pando simulate --seeds 1000           # a thousand seeds, all profiles in turn
        pando simulate --minutes 30 --json    # as many as half an hour allows
      """)

  @Argument(help: "The first seed (default: one made up).")
  var seed: UInt64?

  @Option(name: .long, help: "How many seeds, counting up from the first.")
  var seeds: UInt64?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What to look at most: \(Profile.allCases.map(\.rawValue).joined(separator: ", ")) (default: the seed's, all in turn).",
      valueName: "profile"))
  var profile: Profile?

  @Option(name: .long, help: "Stop after so many minutes.")
  var minutes: Int?

  @Option(name: .long, help: "How many runs at a time (default: as many as there are processors).")
  var jobs: Int?

  @Option(name: .long, help: "So many validators lie beyond what the rules bear: the checkers can find it.")
  var byzantineExtra = 0

  @Flag(name: .long, help: "Show every event of one seed; the summary goes to standard error.")
  var verbose = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    try Self.require("--seeds", seeds, in: 1...1_000_000_000)
    try Self.require("--minutes", minutes, in: 1...43_200)
    try Self.require("--jobs", jobs, in: 1...256)
    // Networks have 13 validators at most, and where all of them lie nobody is left to tell.
    try Self.require("--byzantine-extra", byzantineExtra, in: 0...12)
    guard !verbose || seeds ?? 1 == 1 && minutes == nil else {
      throw ValidationError("--verbose shows one seed; leave --seeds and --minutes out.")
    }
    guard !verbose || !common.json else {
      throw ValidationError("--verbose shows lines for people; leave --json out.")
    }
  }

  private static func require<Number: BinaryInteger>(
    _ option: String, _ number: Number?, in range: ClosedRange<Number>
  ) throws {
    guard let number, !range.contains(number) else { return }
    throw ValidationError("\(option) is between \(range.lowerBound) and \(range.upperBound).")
  }

  func run() async throws {
    let first = seed ?? UInt64.random(in: 0..<1_000_000_000)
    let isSingle = verbose || seed != nil || profile != nil
    let count = seeds ?? (minutes != nil ? .max : isSingle ? 1 : UInt64(Profile.allCases.count))
    let runner = SeedRunner(
      first: first, count: count, profile: profile, minutes: minutes, jobs: verbose ? 1 : jobs,
      liarsBeyond: byzantineExtra, isVerbose: verbose)
    let summary = try await runner.run()
    if verbose {
      // Standard output is the trace's, whole.
      StandardStream.error.say(summary.text(.standardError) + "\n")
    } else {
      try common.output.show(summary) { summary.text($0) }
    }
    if !summary.failures.isEmpty { throw Failure.silent(.refused) }
  }
}

extension Profile: ExpressibleByArgument {}

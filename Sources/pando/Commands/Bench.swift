import ArgumentParser
import Foundation
import PandoClient

/// `pando bench`
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures a ledger: how much it takes, how fast, and what that costs.",
    discussion: """
      Starts a network of its own, makes accounts on it, offers transactions at a fixed rate, reads every block back, \
      and checks at the end that nothing is missing and that the nodes agree; its files go with it. With --node it \
      measures a network that runs. docs/performance.md explains the figures.

      Examples:

        pando bench
        pando bench --workload mixed --accounts 10000 --rate 1000 --duration 60
        pando bench --clients 1                    # one customer: how long until final
        pando bench --ladder --rate 1000 --json    # the highest rate that is borne
        pando bench --kill-leader                  # how long the ledger stands still, and the node takes to come back
        pando bench --stages                       # what a transaction costs, stage by stage
        pando bench --node http://127.0.0.1:8400 --key demo
      """)

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What is done: \(Workload.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "workload"))
  var workload = Workload.transfer

  @Option(name: .long, help: ArgumentHelp("How many accounts there are.", valueName: "count"))
  var accounts = 100_000

  @Option(name: .long, help: ArgumentHelp("Transactions a second, whatever becomes of them.", valueName: "rate"))
  var rate = 500.0

  @Option(
    name: .long,
    help: ArgumentHelp("Instead of a rate: customers who wait for each transaction.", valueName: "count"))
  var clients: Int?

  @Option(name: .long, help: ArgumentHelp("How long is measured.", valueName: "seconds"))
  var duration = 20

  @Option(name: .long, help: ArgumentHelp("How long it runs before.", valueName: "seconds"))
  var warmup = 3

  @Flag(name: .long, help: "Sign while it runs, not before; a long run needs that, because transactions expire.")
  var signLive = false

  @Flag(name: .long, help: "Begin at --rate and climb to the highest rate at which 99 % are final within 2 s.")
  var ladder = false

  @Flag(
    name: .long,
    help: "After --duration, offer three times --rate for 30 s, and then --rate for --duration again.")
  var overload = false

  @Flag(name: .long, help: "Kill the leader of its own network halfway (kill -9), and start it again at the end.")
  var killLeader = false

  @Flag(name: .long, help: "Instead of a network: one validator's work on one thread, stage by stage.")
  var stages = false

  @Option(name: .long, help: ArgumentHelp("How many validators its own network has.", valueName: "count"))
  var validators = 4

  @Option(
    name: .long,
    help: ArgumentHelp("Measure this node and no network of its own; repeat for several.", valueName: "url")
  )
  var node: [String] = []

  @Option(name: .long, help: ArgumentHelp("With --node: a key that may make tables.", valueName: "key"))
  var key = NetworkMaker.demoKeyName

  @Option(name: .long, help: ArgumentHelp("What accounts, amounts and moments are drawn from.", valueName: "seed"))
  var seed: UInt64 = 1

  @OptionGroup var password: PasswordOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (2...10_000_000).contains(accounts) else { throw ValidationError("--accounts is between 2 and 10000000.") }
    guard rate >= 1, rate <= 1_000_000 else { throw ValidationError("--rate is between 1 and 1000000.") }
    guard (1...200).contains(clients ?? 1) else { throw ValidationError("--clients is between 1 and 200.") }
    guard clients == nil || !ladder else { throw ValidationError("--ladder climbs rates; leave --clients out.") }
    guard !killLeader || node.isEmpty && !ladder && clients == nil && validators > 3 else {
      throw ValidationError("--kill-leader kills one of four or more validators of a network of its own, once.")
    }
    guard !overload || clients == nil && !ladder && !killLeader else {
      throw ValidationError("--overload is a run by itself; leave --clients, --ladder and --kill-leader out.")
    }
    guard (1...86_400).contains(duration) else { throw ValidationError("--duration is between 1 and 86400 seconds.") }
    guard (0...3_600).contains(warmup) else { throw ValidationError("--warmup is between 0 and 3600 seconds.") }
    guard (1...64).contains(validators) else { throw ValidationError("--validators is between 1 and 64.") }
    guard duration + warmup <= 300 || signLive || clients != nil else {
      throw ValidationError("Over 300 seconds, transactions signed before would expire; add --sign-live.")
    }
  }

  func run() async throws {
    guard stages else { return try await BenchSession(self).run() }
    let directory = FileManager.default.temporaryDirectory.appending(path: "pando-bench-\(UUID().uuidString)").path
    var bench = try await StageBench(accountCount: accounts, seed: seed, directory: directory)
    let report: StageReport
    do {
      report = try await bench.run(count: StageBench.transactionCount, seed: seed)
      bench.close()
      try Files.remove(directory)
    } catch {
      bench.close()
      try Files.remove(directory)
      throw error
    }
    try common.output.show(report) { report.text($0) }
  }
}

extension Workload: ExpressibleByArgument {}

import Foundation
import PandoClient
import PandoPrimitives

/// One `pando bench`, from the network to the report, and to a network that is gone again, however it ends.
struct BenchSession {
  private let command: Bench
  private let output: Output

  init(_ command: Bench) {
    self.command = command
    output = command.common.output
  }

  /// - Throws: what went wrong; code 6 when the ledger is.
  func run() async throws {
    let work = Task { try await measure() }
    let signals = [SIGINT, SIGTERM].map { signal in SignalSource(signal) { work.cancel() } }
    defer { for signal in signals { signal.cancel() } }
    let isSound: Bool
    do {
      isSound = try await work.value
    } catch  where work.isCancelled {
      throw Failure(.local, "stopped", "Stopped before there was a result.")
    }
    guard isSound else {
      throw Failure(
        .proofInvalid, "ledger_wrong", "THE LEDGER IS WRONG: what was told final is missing, or the nodes disagree.")
    }
  }

  /// - Returns: whether the ledger was found sound.
  private func measure() async throws -> Bool {
    guard command.node.isEmpty else {
      let key = try KeyStore(command.common.home).open(command.key, passwordFile: command.password.passwordFile)
      return try await measure(command.node.map { BenchNode(name: $0, url: $0) }, funder: key)
    }
    say("Starting \(Description.count(command.validators, "validator"))")
    let network = try await BenchNetwork.start(validators: command.validators)
    do {
      let isSound = try await measure(
        network.nodes, funder: try network.funder(), crashing: command.killLeader ? network : nil)
      guard network.unexpectedEndings.isEmpty else {
        throw Failure(.local, "node_ended", network.unexpectedEndings.joined(separator: "; ") + ".")
      }
      try await network.stop()
      return isSound
    } catch {
      try await network.stop()
      throw error
    }
  }

  private func measure(
    _ nodes: [BenchNode], funder: KeyPair, crashing network: BenchNetwork? = nil
  ) async throws -> Bool {
    // On a ledger that others use there may be tables of an earlier measurement.
    let suffix = command.node.isEmpty ? "" : "-" + String(Timestamp.now().milliseconds, radix: 36)
    let plan = BenchRunner.Plan(
      workload: command.workload, accountCount: command.accounts, rate: command.rate, clientCount: command.clients,
      durationSeconds: command.duration, warmupSeconds: command.warmup, signsLive: command.signLive,
      seed: command.seed, suffix: suffix, overloads: command.overload, crashing: network)
    var runner = try await BenchRunner(plan, nodes: nodes, funder: funder, say: say)
    guard command.ladder else {
      let report = try await runner.run()
      try output.show(report) { report.text($0) }
      return report.audit.isSound
    }
    let report = try await runner.climb()
    try output.show(report) { report.text($0) }
    return report.best?.audit.isSound ?? true
  }

  /// Progress, which is no part of the result.
  private var say: @Sendable (String) -> Void {
    { FileHandle.standardError.write(Data("\($0) …\n".utf8)) }
  }
}

import AsyncHTTPClient
import Foundation
import NIOCore
import PandoClient
import Testing
import pando

@Suite(.serialized) struct StartTests {
  @Test(.timeLimit(.minutes(1)))
  func oneCommandStartsALedgerAndReadsItsFirstTransferBack() async throws {
    let home = Home(
      directory: FileManager.default.temporaryDirectory.appending(path: "pando-once-\(UUID().uuidString)").path,
      environment: [:])
    defer { try? FileManager.default.removeItem(atPath: home.path) }
    let outcome = try await Program.run(["up", "--fresh", "--once"], home: home)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(outcome.output.contains("read back     from node-3"), "\(outcome.output)")
    let after = try await Program.run(["status"], home: home)
    #expect(after.exitCode == 3, "No process is left behind: \(after.output)")
  }

  @Test(.timeLimit(.minutes(2)))
  func whatStartingAgainDoesNotMendIsNotStartedAgain() async throws {
    let home = Home(
      directory: FileManager.default.temporaryDirectory.appending(path: "pando-broken-\(UUID().uuidString)").path,
      environment: [:])
    defer { try? FileManager.default.removeItem(atPath: home.path) }
    let first = try await Program.run(["up", "--nodes", "2", "--once"], home: home)
    try #require(first.exitCode == 0, "\(first.output)")
    try FileManager.default.removeItem(atPath: home.network.genesisFile)
    let broken = try await Program.run(["up", "--once"], home: home)
    #expect(broken.exitCode == 5, "\(broken.output)")
    #expect(broken.output.contains("There is no genesis file"), "\(broken.output)")
    #expect(!broken.output.contains("starts again"), "\(broken.output)")

    try "{".write(toFile: home.network.recordFile, atomically: false, encoding: .utf8)
    let damaged = try await Program.run(["up", "--once"], home: home)
    #expect(damaged.exitCode == 5 && damaged.output.contains("pando up --fresh"), "\(damaged.output)")
    let fresh = try await Program.run(["up", "--fresh", "--nodes", "1", "--once"], home: home)
    #expect(fresh.exitCode == 0, "\(fresh.output)")
  }

  @Test(.timeLimit(.minutes(1)))
  func whoHasNoConnectionIsShown() async throws {
    let network = try await TestNetwork()
    try await eventually("all are connected") {
      try await !Program.run(["status"], home: network.home).output.contains("is connected with")
    }
    try await network.killNow("node-3", "node-4")
    let sentence = "node-1 is connected with 1 of 3 other validators, not with node-3, node-4."
    try await eventually("status names them") {
      try await Program.run(["status"], home: network.home).output.contains(sentence)
    }
    let url = try network.node("node-1").url + "/metrics"
    let metrics = try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(10))
    let text = String(buffer: try await metrics.body.collect(upTo: 1 << 20))
    #expect(text.contains("\npando_validators_unconnected 2\n"))
    // Readiness is not about the quorum: no other node would serve better.
    _ = try await network.client("node-1").ready()
  }

  @Test(.timeLimit(.minutes(1)))
  func commandsFindTheNetworkThatRuns() async throws {
    let network = try await TestNetwork()
    let sent = try await Program.run(["transfer", "12.50", "--to", "alice"], home: network.home)
    #expect(sent.exitCode == 0, "\(sent.output)")
    let shown = try await Program.run(["account", "show", "alice"], home: network.home)
    #expect(shown.exitCode == 0 && shown.output.contains("12.50"), "\(shown.output)")
    let status = try await Program.run(["status", "--json", "--from", "1"], home: network.home)
    #expect(status.exitCode == 0 && status.output.contains("\"isEqual\""), "\(status.output)")
    try await expectPrometheus(try network.node("node-1").url)
    let tooMuch = try await Program.run(["transfer", "99999999999", "--to", "alice", "--json"], home: network.home)
    #expect(tooMuch.exitCode == 1 && tooMuch.output.contains("balance_too_low"), "\(tooMuch.output)")
    let inWords = try await Program.run(["transfer", "99999999999", "--to", "alice"], home: network.home)
    #expect(inWords.output.contains(" 99999999999.00 are to be taken"), "\(inWords.output)")
  }

  /// Every line of the node's metrics has the form, and every sample is there once, whatever counts it.
  private func expectPrometheus(_ url: String) async throws {
    let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: url + "/metrics"), timeout: .seconds(10))
    let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
    var seen: Set<Substring> = []
    for line in text.split(separator: "\n") where !line.hasPrefix("# HELP ") && !line.hasPrefix("# TYPE ") {
      let parts = try #require(line.wholeMatch(of: /([a-z_]+(?:\{.+\})?) (?:[0-9.e+-]+)/), "\(line)")
      #expect(seen.insert(parts.1).inserted, "\(parts.1) is there twice.")
    }
    for metric in ["pando_height", "pando_peers", "pando_peer_bytes_sent_total"] {
      #expect(seen.contains(Substring(metric)))
    }
  }
}

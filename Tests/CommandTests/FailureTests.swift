import ArgumentParser
import Foundation
import PandoAPI
import PandoClient
import PandoPrimitives
import Testing
import pando

/// Exit codes and sentences.
@Suite struct FailureTests {
  @Test func everyErrorOfTheClientHasItsExitCode() {
    let exits = ClientError.Code.allCases.map { Failure(ClientError($0, "m")).exit }
    #expect(
      exits == [
        .usage, .refused, .notFound, .unreachable, .unreachable, .refused, .unknownOutcome, .unreachable, .unreachable,
        .proofInvalid, .unknownOutcome,
      ])
  }

  @Test func reasonIsTheLedgersOrTheClients() {
    let refused = ClientError(.refused, "m", refusal: Refusal(.noVacancy, "pool_full", "m"))
    #expect(Failure(refused).reason == "pool_full")
    #expect(Failure(ClientError(.outcomeUnknown, "m")).reason == "outcome_unknown")
  }

  @Test func unknownOutcomeSaysHowToAskAgain() {
    let id = TransactionID(Hash(sha256: [1]))
    let failure = Failure(ClientError(.outcomeUnknown, "Not final yet.", transactionID: id))
    #expect(failure.message.hasSuffix("pando tx wait \(id)"))
  }

  @Test func failedTransactionIsExplained() {
    let answer = TransactionAnswer(
      final: TransactionID(Hash(sha256: [1])), failure: Refusal(.negativeBalance, "balance_too_low", "Too low."),
      place: .init(height: Height(3), blockId: BlockID(.zero), time: Timestamp(milliseconds: 1), index: 0), events: [],
      transaction: nil, atHeight: Height(3))
    let failure = Failure(answer)
    #expect(failure.exit == .refused)
    #expect(failure.reason == "balance_too_low")
    #expect(failure.message.contains("in block 3 with code 1, NegativeBalance: Too low."))
  }

  @Test func programsReadFailuresAsJSON() throws {
    let failure = Failure(.notFound, "row_not_found", "There is \"none\".")
    #expect(failure.text(json: false) == "Error: There is \"none\".")
    struct Shape: Decodable, Equatable {
      let exit: Int32
      let reason: String
      let message: String
    }
    let shape = try JSON.decode(Shape.self, from: Array(failure.text(json: true).utf8))
    #expect(shape == Shape(exit: 2, reason: "row_not_found", message: "There is \"none\"."))
  }

  @Test func errorsOfTheArgumentParserAreLeftToIt() {
    #expect(throws: (any Error).self) { try Pando.parseAsRoot(["transfer"]) }
    do {
      _ = try Pando.parseAsRoot(["transfer"])
    } catch {
      #expect(Failure(explaining: error) == nil)
      #expect(Pando.exitCode(for: error).rawValue == Exit.usage.rawValue)
    }
  }

  @Test(arguments: [
    ["table", "create", "a/b", "--kind", "asset", "--decimals", "99"], ["permission", "set", "alice", "fly"],
    ["permission", "set", "alice", "root", "createTable"],
  ])
  func valuesThatNothingAllowsAreWrongUsage(words: [String]) {
    let error = #expect(throws: (any Error).self) { try Pando.parseAsRoot(words) }
    #expect(error.map { Pando.exitCode(for: $0).rawValue } == Exit.usage.rawValue)
  }

  @Test(arguments: ["/", "/dev/null", "/dev/zero", "/nowhere/file"])
  func whatIsNoFileIsSaidSo(path: String) {
    let failure = #expect(throws: Failure.self) { try Files.bytes(of: path) }
    #expect(failure?.exit == .local)
    #expect(failure?.message.hasPrefix("\(path) cannot be read: ") == true)
  }

  @Test func amountsAreNeverNegative() {
    let failure = #expect(throws: Failure.self) { try DecimalAmount.parse("-5", decimals: 2) }
    #expect(failure?.exit == .usage && failure?.message.contains("positive") == true)
  }

  @Test func accountHasAName() throws {
    let store = KeyStore(Home(directory: "nowhere", environment: [:]))
    let failure = #expect(throws: Failure.self) { try store.address("") }
    #expect(failure?.exit == .usage)
  }

  @Test(arguments: ["http://[::1", "http://", "http://:80", "ftp://node", "http://a b"])
  func whatIsNoURLIsWrongUsage(url: String) {
    let error = #expect(throws: ClientError.self) { try LedgerClient(hosts: [url]) }
    #expect(error.map { Failure($0).exit } == .usage)
  }

  @Test func nodesDoNotWaitForABacktraceUnlessAskedTo() {
    #expect(NodeLauncher.environment([:]) == ["SWIFT_BACKTRACE": "enable=no"])
    #expect(NodeLauncher.environment(["SWIFT_BACKTRACE": "enable=yes"]) == ["SWIFT_BACKTRACE": "enable=yes"])
  }
}

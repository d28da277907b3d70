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

  @Test func amountsInAFailureHaveTheDecimalsOfTheTable() {
    func failure(_ code: ResultCode, _ sentence: String) -> String {
      Failure(
        TransactionAnswer(
          final: TransactionID(Hash(sha256: [1])), failure: Refusal(code, "r", sentence),
          place: .init(height: Height(3), blockId: BlockID(.zero), time: Timestamp(milliseconds: 1), index: 0),
          events: [], transaction: nil, atHeight: Height(3)), decimals: 2
      ).message
    }
    #expect(
      failure(.negativeBalance, "The account pando1q2 holds 8750 of demo/2024 and 100000 are to be taken; fund it.")
        .hasSuffix("The account pando1q2 holds 87.50 of demo/2024 and 1000.00 are to be taken; fund it."))
    #expect(failure(.invalidOperation, "The change begins at height 100 at the earliest.").contains("height 100 at"))
  }

  @Test func negativeNumbersAreCalledSo() {
    #expect(Failure(negativeNumberIn: ["transfer", "-5", "--to", "alice"])?.message.contains("\"-5\"") == true)
    #expect(Failure(negativeNumberIn: ["simulate", "--seeds", "-1"])?.exit == .usage)
    #expect(Failure(negativeNumberIn: ["put", "--", "-5", "x"]) == nil)
    #expect(Failure(negativeNumberIn: ["transfer", "--json", "-h"]) == nil)
  }

  @Test func longWordsAreNotRepeatedWhole() {
    let failure = Failure(.usage, "r", "There is no key \"\(String(repeating: "m", count: 20_000))\" here.")
    #expect(failure.message.count < 120 && failure.message.hasSuffix("… here."))
  }

  @Test(arguments: [
    ["simulate", "--seeds", "0"], ["simulate", "--jobs", "99999999999999"], ["simulate", "--jobs", "0"],
    ["simulate", "--minutes", "9223372036854775807"], ["simulate", "--byzantine-extra", "13"],
    ["bench", "--duration", "0"], ["bench", "--validators", "0"], ["bench", "--warmup", "3601"],
  ])
  func numbersOutOfBoundsAreNamedByTheirOption(words: [String]) throws {
    let error = try #require(#expect(throws: (any Error).self) { try Pando.parseAsRoot(words) })
    #expect(Pando.exitCode(for: error).rawValue == Exit.usage.rawValue)
    #expect(Pando.message(for: error).hasPrefix("\(words[1]) is between "), "\(Pando.message(for: error))")
  }

  @Test func theTraceOfASimulationIsNoJSON() {
    let error = #expect(throws: (any Error).self) { try Pando.parseAsRoot(["simulate", "1", "--verbose", "--json"]) }
    #expect(error.map { Pando.exitCode(for: $0).rawValue } == Exit.usage.rawValue)
  }

  @Test func whatCannotBeWrittenIsAFailureAndNoCrash() async {
    await #expect(processExitsWith: .success) {
      guard let full = FileHandle(forWritingAtPath: "/dev/full") else { exit(3) }
      dup2(full.fileDescriptor, STDOUT_FILENO)
      do throws(Failure) {
        try StandardStream.output.write("x")
      } catch {
        exit(error.exit == .local && error.message.contains("No space left") ? 0 : 1)
      }
      exit(2)
    }
  }

  @Test func aTrapNamesTheRunsUnderWayAndHowToReplayThem() async throws {
    let result = await #expect(processExitsWith: .signal(SIGILL), observing: [\.standardErrorContent]) {
      TrapReport.install(jobs: 3)
      TrapReport.note("pando simulate 7 --profile churn --verbose", job: 0)
      TrapReport.note("pando simulate 8 --profile disk --verbose", job: 1)
      TrapReport.note(nil, job: 0)
      raise(SIGILL)
    }
    let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(text.contains("trapped during one of:\n  pando simulate 8 --profile disk --verbose\n"), "\(text)")
    #expect(!text.contains("simulate 7"))
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

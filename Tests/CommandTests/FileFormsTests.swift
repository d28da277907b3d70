import Foundation
import PandoAPI
import PandoClient
import PandoPrimitives
import Testing
import pando

@Suite struct TransactionFileTests {
  private let transaction: Transaction

  init() throws {
    let key = KeyPair.generate()
    let entry = Entry.delete(Delete(table: NetworkMaker.notes, key: [1]))
    transaction = try TransactionBuilder(chainID: .zero, entries: [entry]).sign(with: [key])
  }

  @Test func signedTransactionIsBytesOrJSON() throws {
    for bytes in [transaction.canonicalBytes, try JSON.encode(transaction), try JSON.encode(transaction, pretty: true)]
    {
      guard case .signed(let read) = try TransactionFile(bytes) else {
        Issue.record("It is signed.")
        continue
      }
      #expect(read == transaction)
    }
  }

  @Test func entriesAloneAreADraft() throws {
    let text = #"{"entries": [{"delete": {"table": "demo/notes", "key": "01"}}], "memo": "clean"}"#
    for prefix in ["", "\n"] {
      guard case .draft(let draft) = try TransactionFile(Array((prefix + text).utf8)) else {
        Issue.record("It is a draft.")
        continue
      }
      #expect(draft.entries == transaction.body.entries)
      #expect(draft.memo == "clean")
    }
  }

  @Test(arguments: ["", "{}", "[]", "nonsense", #"{"entries": 1}"#, #"{"entries": [{"fly": {}}]}"#])
  func whatIsNeitherIsRefused(text: String) {
    let error = #expect(throws: (any Error).self) { try TransactionFile(Array(text.utf8)) }
    #expect(error.flatMap { Failure(explaining: $0) }?.exit == .local)
  }
}

@Suite struct ConsortiumTests {
  @Test func validatorIsNameHostAndPort() {
    let key = KeyPair.generate().publicKey
    let plain = ValidatorArgument(argument: "a=node-a.example:7000")
    #expect(plain?.name == "a")
    #expect(plain?.address == "node-a.example:7000")
    #expect(plain?.key == nil)
    #expect(ValidatorArgument(argument: "a=[::1]:7000")?.host == "[::1]")
    #expect(ValidatorArgument(argument: "a=h:1,\(key)")?.key == key)
    for wrong in [
      "", "a", "a=", "a=h", "a=h:", "a=h:0", "a=h:65536", "a=:1", "=h:1", "a=h:1,", "a=h:1,xx", "../a=h:1", ".a=h:1",
      "a/b=h:1", "a=h:1,\(KeyPair.generate(.p256).publicKey)",
    ] {
      #expect(ValidatorArgument(argument: wrong) == nil, "\(wrong)")
    }
  }

  private func maker(
    _ directory: String, _ validators: [String], admins: [PublicKey] = [], required: Int? = nil
  ) -> ConsortiumMaker {
    ConsortiumMaker(
      directory: directory, network: "acme", ledger: "main",
      validators: validators.compactMap { ValidatorArgument(argument: $0) }, admins: admins, adminsRequired: required,
      faultMode: .byzantine, restPort: 8_400)
  }

  @Test func eachNodeGetsAFolderAndAllTheSameGenesis() throws {
    let workspace = try Workspace()
    let own = KeyPair.generate().publicKey
    let made = try maker("\(workspace.path)/net", ["a=h1:1", "b=h2:2", "c=h3:3", "d=h4:4,\(own)"]).make()
    #expect(made.quorum == 3)
    let genesis = try JSON.decode(Genesis.self, from: Array(workspace.text("net/genesis.json").utf8))
    #expect(genesis.chainID == made.chainID)
    for name in ["a", "b", "c", "d"] {
      #expect(try workspace.text("net/\(name)/genesis.json") == workspace.text("net/genesis.json"))
      #expect(workspace.exists("net/\(name)/config.yaml"))
      #expect(workspace.exists("net/\(name)/key.p12") == (name != "d"), "The operator of d has its key.")
    }
    #expect(made.nodes.last == .init(name: "d", key: own, folder: "\(workspace.path)/net/d", hasKey: false))
    #expect(try workspace.mode("net/admin.p12") == 0o600)
    #expect(try workspace.mode("net/a") == 0o700)
    #expect(made.text(Style(isEnabled: false)).contains("pando node --config config.yaml"))
  }

  @Test func adminsAreTheGivenKeysAndMostOfThemMustSign() throws {
    let workspace = try Workspace()
    let admins = (0..<3).map { _ in KeyPair.generate().publicKey }
    let made = try maker("\(workspace.path)/net", ["a=h1:1"], admins: admins).make()
    #expect(made.admin == nil)
    let genesis = try JSON.decode(Genesis.self, from: Array(workspace.text("net/genesis.json").utf8))
    #expect(genesis.consensusAdmins == Threshold(required: 2, keys: admins))
  }

  @Test func whatMakesNoNetworkIsRefusedBeforeAnythingIsWritten() throws {
    let workspace = try Workspace()
    let twice = KeyPair.generate().publicKey
    for maker in [
      maker("\(workspace.path)/net", ["a=h:1", "a=h:2"]), maker("\(workspace.path)/net", []),
      maker("\(workspace.path)/net", ["a=h:1,\(twice)", "b=h:2,\(twice)"]),
      maker("\(workspace.path)/net", ["a=h:1"], admins: [twice], required: 2),
    ] {
      let failure = #expect(throws: Failure.self) { try maker.make() }
      #expect(failure?.exit == .usage)
      #expect(!workspace.exists("net"))
    }
  }

  @Test func directoryThatIsThereIsNotWrittenOver() throws {
    let workspace = try Workspace()
    let failure = #expect(throws: Failure.self) { try maker(workspace.path, ["a=h:1"]).make() }
    #expect(failure?.exit == .local)
  }
}

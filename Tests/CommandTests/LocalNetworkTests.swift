import ArgumentParser
import Foundation
import PandoAPI
import PandoClient
import PandoPrimitives
import Testing
import pando

@Suite struct NetworkFilesTests {
  private let workspace: Workspace
  private let home: Home

  init() throws {
    workspace = try Workspace()
    home = Home(directory: workspace.path, environment: [:])
  }

  @Test func directoryIsGivenOrFromTheEnvironmentOrHere() {
    #expect(Home(directory: "a", environment: ["PANDO_HOME": "b"]).path == "a")
    #expect(Home(directory: nil, environment: ["PANDO_HOME": "b"]).path == "b")
    #expect(Home(directory: nil, environment: ["PANDO_HOME": ""]).path == ".pando")
  }

  @Test func newNetworkHasAGenesisThatFundsTheDemoAccount() async throws {
    let record = try await NetworkMaker(home: home, nodeCount: 4).make()
    #expect(try home.network.record() == record)
    let genesis = try JSON.decode(Genesis.self, from: Array(workspace.text("network/genesis.json").utf8))
    #expect(genesis.chainID == record.chainID)
    #expect(genesis.membership.validators.map(\.name).sorted() == ["node-1", "node-2", "node-3", "node-4"])
    let demo = try KeyStore(home).address("demo")
    #expect(genesis.balances == [.init(table: NetworkMaker.coin, address: demo, amount: NetworkMaker.demoBalance)])
    let ports = record.nodes.flatMap { [$0.peerPort, $0.restPort] }
    #expect(Set(ports).count == 8)
  }

  @Test func secretsArePrivate() async throws {
    _ = try await NetworkMaker(home: home, nodeCount: 1).make()
    for name in ["node-1/key.p12", "node-1/key.password", "keys/demo.p12", "keys/demo.password"] {
      #expect(try workspace.mode("network/\(name)") == 0o600, "\(name)")
    }
    #expect(try workspace.mode("network/node-1") == 0o700)
  }

  @Test func keysOfTheNetworkOpenByName() async throws {
    _ = try await NetworkMaker(home: home, nodeCount: 1).make()
    let store = KeyStore(home)
    let key = try store.open("demo")
    #expect(key.address == (try store.address("demo")))
    #expect(try store.entries().map(\.name) == ["admin", "alice", "demo"])
  }

  @Test func portsThatSomebodyTookAreReplaced() async throws {
    let record = try await NetworkMaker(home: home, nodeCount: 2).make()
    #expect(try await record.withFreePorts(isOurs: { _ in false }) == record)
    let node = record.nodes[0]
    let taker = try PortTaker(node.restPort)
    let changed = try await record.withFreePorts(isOurs: { _ in false })
    #expect(changed.nodes[0].restPort != node.restPort)
    #expect(changed.nodes[1] == record.nodes[1])
    #expect(try await record.withFreePorts(isOurs: { $0.name == node.name }) == record, "Our own node holds it.")
    withExtendedLifetime(taker) {}
  }

  @Test func aFileInTheDirectorysPlaceIsSaidSo() throws {
    try workspace.write("", "file")
    let home = Home(directory: "\(workspace.path)/file", environment: [:])
    let looks: [() throws -> Void] = [{ try home.make() }, { _ = try home.networkRecord() }]
    for look in looks {
      let failure = #expect(throws: Failure.self) { try look() }
      #expect(failure?.exit == .local && failure?.message.contains("is a file, not a directory") == true)
      #expect(failure?.message.contains("--directory") == true)
    }
    let below = #expect(throws: Failure.self) { try Files.makeDirectory("\(workspace.path)/file/a/b") }
    #expect(below?.message.contains("\(workspace.path)/file is a file") == true)
  }

  @Test func directoriesAreMadeWithThoseAboveThemAndMayBeThere() throws {
    for _ in 0..<2 { try Files.makeDirectory("\(workspace.path)/a//b/c/", private: true) }
    #expect(try workspace.mode("a/b/c") == 0o700)
  }

  @Test func aNetworkWithADamagedRecordIsThrownAwayAndNothingElseIs() async throws {
    _ = try await NetworkMaker(home: home, nodeCount: 2).make()
    try workspace.write("{", "network/network.json")
    #expect(home.network.nodeNames == ["node-1", "node-2"])
    try workspace.write("mine", "network/notes.txt")
    let failure = #expect(throws: Failure.self) { try home.network.remove() }
    #expect(failure?.reason == "not_a_network" && failure?.message.contains("notes.txt") == true)
    #expect(workspace.exists("network/node-1/key.p12"))
    try Files.remove("\(home.network.path)/notes.txt")
    try home.network.remove()
    #expect(!workspace.exists("network"))
    try workspace.write("mine", "network")
    #expect(throws: Failure.self) { try home.network.remove() }
    #expect(workspace.exists("network"))
  }

  @Test func damagedRecordIsAClearFailure() throws {
    try Files.makeDirectory(home.network.path)
    try workspace.write("{", "network/network.json")
    let failure = #expect(throws: Failure.self) { try home.network.record() }
    #expect(failure?.exit == .local)
    #expect(failure?.message.contains("pando up --fresh") == true)
  }
}

@Suite struct KeyStoreTests {
  private let workspace: Workspace
  private let store: KeyStore

  init() throws {
    workspace = try Workspace()
    store = KeyStore(Home(directory: workspace.path, environment: [:]))
  }

  @Test(arguments: SignatureScheme.allCases) func keyIsReadBackUnderItsPassword(scheme: SignatureScheme) throws {
    let key = KeyPair.generate(scheme)
    let path = try store.pathForNew("alice")
    let entry = try KeyStore.write(key, to: path, password: "secret", iterations: 10)
    #expect(entry.address == key.address.description)
    #expect(try store.entry("alice") == entry)
    #expect(try workspace.mode("keys/alice.p12") == 0o600)
    try workspace.write("secret\n", "password")
    let loose = #expect(throws: Failure.self) {
      try store.open("alice", passwordFile: "\(workspace.path)/password")
    }
    #expect(loose?.reason == "loose_mode")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(workspace.path)/password")
    #expect(
      try store.open("alice", passwordFile: "\(workspace.path)/password")
        .publicKey == key.publicKey)
  }

  @Test func keyIsNotWrittenOver() throws {
    let path = try store.pathForNew("alice")
    try KeyStore.writeWithGeneratedPassword(.generate(), to: path)
    let before = try Files.bytes(of: path)
    #expect(throws: (any Error).self) { try KeyStore.writeWithGeneratedPassword(.generate(), to: path) }
    #expect(try Files.bytes(of: path) == before)
  }

  @Test(arguments: ["", ".hidden", "a/b", "../a", "ä", String(repeating: "x", count: 65)])
  func namesThatAreNoFilesAreRefused(name: String) {
    let failure = #expect(throws: Failure.self) { try store.pathForNew(name) }
    #expect(failure?.exit == .usage)
  }

  @Test func addressIsSpelledOrNamed() throws {
    let key = KeyPair.generate()
    #expect(try store.address(key.address.description) == key.address)
    let missing = #expect(throws: Failure.self) { try store.address("nobody") }
    #expect(missing?.exit == .notFound)
    let broken = #expect(throws: Failure.self) { try store.address("pando1qqqq") }
    #expect(broken?.exit == .usage)
  }
}

@Suite struct ProcessTests {
  @Test func lockNamesTheProcessThatHoldsIt() async throws {
    let workspace = try Workspace()
    let path = "\(workspace.path)/lock"
    #expect(ProcessLock.holder(path) == nil)
    guard case .taken(let lock) = try ProcessLock.take(path) else {
      Issue.record("It is free.")
      return
    }
    let me = getpid()
    await #expect(processExitsWith: .success) { [path = path as String, me = me as Int32] in
      guard ProcessLock.holder(path) == me, case .held(by: me) = try ProcessLock.take(path) else { exit(1) }
    }
    withExtendedLifetime(lock) {}
  }

  @Test func lockIsFreeWhenItsHolderIsGone() async throws {
    let workspace = try Workspace()
    let path = "\(workspace.path)/lock"
    await #expect(processExitsWith: .success) { [path = path as String] in
      guard case .taken(let lock) = try ProcessLock.take(path) else { exit(1) }
      withExtendedLifetime(lock) { exit(0) }
    }
    guard case .taken = try ProcessLock.take(path) else {
      Issue.record("Nobody holds it any more.")
      return
    }
  }

  private func launch(_ command: String, in workspace: Workspace) async throws -> (
    NodeLauncher, AsyncStream<NodeLauncher.Ending>
  ) {
    let launcher = try NodeLauncher(executable: URL(filePath: "/bin/sh")) { _ in ["-c", command] }
    let (stream, continuation) = AsyncStream.makeStream(of: NodeLauncher.Ending.self)
    _ = try launcher.launch(NodeLayout(path: workspace.path)) { _, ending in
      continuation.yield(ending)
      continuation.finish()
    }
    return (launcher, stream)
  }

  @Test func endOfANodeIsToldInWords() async throws {
    let workspace = try Workspace()
    let (first, code) = try await launch("exit 7", in: workspace)
    #expect(await code.first { _ in true }?.how == "ended with exit code 7")
    let (second, signal) = try await launch("kill -9 $$", in: workspace)
    #expect(await signal.first { _ in true }?.how == "was ended by signal Killed")
    withExtendedLifetime((first, second)) {}
  }

  /// Codes 5 and 64: trouble on this machine, such as a full disk or a missing file, and wrong settings.
  @Test(arguments: [(1, false), (5, true), (64, true), (70, false)])
  func endsThatWouldComeAgainAreLasting(code: Int, isLasting: Bool) async throws {
    let (launcher, end) = try await launch("exit \(code)", in: try Workspace())
    #expect(await end.first { _ in true }?.isLasting == isLasting)
    withExtendedLifetime(launcher) {}
  }

  @Test func whatANodeWritesGoesToTheEndOfItsLog() async throws {
    let workspace = try Workspace()
    for word in ["one", "two"] {
      let (launcher, end) = try await launch("echo \(word); echo err-\(word) >&2", in: workspace)
      for await _ in end {}
      withExtendedLifetime(launcher) {}
    }
    #expect(try workspace.text("node.log") == "one\nerr-one\ntwo\nerr-two\n")
    #expect(NodeLauncher.lastWords(NodeLayout(path: workspace.path)) == "err-two")
  }

  @Test func nodesEndWithTheProcessThatStartedThem() async throws {
    let workspace = try Workspace()
    // The launcher holds the writing end, and is gone at once, as it is with the process.
    let end = try await launch("cat; echo over", in: workspace).1
    for await _ in end {}
    #expect(try workspace.text("node.log") == "over\n")
  }

  @Test func nodesHaveProcessGroupsOfTheirOwn() async throws {
    let workspace = try Workspace()
    let (launcher, end) = try await launch("ps -o pgid= -p $$", in: workspace)
    for await _ in end {}
    let group = try #require(Int32(try workspace.text("node.log").trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(group != getpgrp())
    withExtendedLifetime(launcher) {}
  }

  @Test func usageIsReadFromProc() {
    let stat = "123 (a (odd) name) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 4 0 999"
    let usage = ProcessUsage(stat: stat, statm: "1000 250 30 1 0 1 0", ticksPerSecond: 100, pageBytes: 4_096)
    #expect(usage == ProcessUsage(processorMilliseconds: 3_000, residentBytes: 250 * 4_096))
    #expect(ProcessUsage(stat: "123 a", statm: "", ticksPerSecond: 100, pageBytes: 4_096) == nil)
  }

  @Test func loadIsTheShareOfOneProcessor() {
    var meter = LoadMeter()
    let start = ContinuousClock.now
    func report(_ milliseconds: UInt64, process: ProcessID = 5) -> NodeReport {
      var report = NodeReport(name: "n", url: "u", process: process)
      report.processorMilliseconds = milliseconds
      return report
    }
    #expect(meter.loads([report(1_000)], at: start) == [nil])
    #expect(meter.loads([report(1_250)], at: start + .seconds(1)) == [25])
    #expect(meter.loads([report(10, process: 6)], at: start + .seconds(2)) == [nil], "Another process began anew.")
  }
}

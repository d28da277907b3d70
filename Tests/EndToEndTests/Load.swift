import PandoAPI
import PandoClient
import PandoPrimitives
import Synchronization
import Testing
import pando

/// Senders that transfer to each other without a pause, and remember what they were told.
final class Load: Sendable {
  /// A transfer that a client was told is final.
  struct Told: Sendable {
    let id: TransactionID
    let height: Height
    let at: ContinuousClock.Instant
  }

  struct Record: Sendable {
    var told: [Told] = []
    /// Transfers of which the client was told that nobody knows yet.
    var unknown: [TransactionID] = []
    /// Transfers of which the client was told that they have no effect.
    var without: [TransactionID] = []
  }

  private let network: TestNetwork
  private let senders: [KeyPair]
  private let record = Mutex(Record())
  private let isOver = Mutex(false)

  /// Gives each of `count` new senders something to transfer.
  init(_ network: TestNetwork, senders count: Int = 8) async throws {
    self.network = network
    senders = (0..<count).map { _ in KeyPair.generate() }
    let demo = try network.key("demo")
    let gifts = senders.map {
      Entry.move(Move(table: NetworkMaker.coin, from: demo.address, to: $0.address, amount: Amount(1_000)))
    }
    let client = try network.client()
    let answer = try await client.submit(try await client.sign(gifts, with: [demo]))
    try #require(answer.code == .success)
  }

  /// How many transfers were final so far.
  var finalCount: Int { record.withLock { $0.told.count } }

  /// Sends while `body` runs.
  /// - Returns: everything that the senders were told.
  func run(while body: () async throws -> Void) async throws -> Record {
    isOver.withLock { $0 = false }
    record.withLock { $0 = Record() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in senders.indices { group.addTask { try await self.send(index) } }
      do {
        try await body()
      } catch {
        isOver.withLock { $0 = true }
        group.cancelAll()
        throw error
      }
      isOver.withLock { $0 = true }
      try await group.waitForAll()
    }
    return record.withLock { $0 }
  }

  /// Waits until `count` more transfers are final.
  func untilFinal(_ count: Int, within patience: Duration = .seconds(60)) async throws {
    let goal = finalCount + count
    try await eventually("\(count) more transfers are final", within: patience) { finalCount >= goal }
  }

  private func send(_ index: Int) async throws {
    // Each begins with a host of its own, and leaves it when it fails.
    let hosts = network.nodes.map(\.url)
    let start = index % hosts.count
    var options = LedgerClient.Options()
    options.deadline = .seconds(60)
    let client = try LedgerClient(hosts: Array(hosts[start...] + hosts[..<start]), options: options)
    while !isOver.withLock({ $0 }) {
      let recipient = senders[(index + 1) % senders.count].address
      do throws(ClientError) {
        try await transfer(from: senders[index], to: recipient, through: client)
      } catch {
        // No node answers at this moment, and nothing was sent.
        guard error.code == .unreachable || error.code == .unavailable else { throw error }
        try await Task.sleep(for: .milliseconds(20))
      }
    }
  }

  /// - Throws: what keeps a transfer from being signed; what becomes of a signed one goes into the record.
  private func transfer(
    from sender: KeyPair, to recipient: Address, through client: LedgerClient
  ) async throws(ClientError) {
    let move = Move(table: NetworkMaker.coin, from: sender.address, to: recipient, amount: Amount(1))
    let transaction = try await client.sign([.move(move)], with: [sender])
    do throws(ClientError) {
      let answer = try await client.submit(transaction)
      #expect(answer.code == .success, "\(answer.message)")
      guard let place = answer.place else {
        Issue.record("\(answer.id) is said to be final, and in no block.")
        return
      }
      record.withLock { $0.told.append(Told(id: answer.id, height: place.height, at: .now)) }
    } catch {
      switch error.code {
      case .outcomeUnknown: record.withLock { $0.unknown.append(transaction.id) }
      case .unreachable, .unavailable, .expired: record.withLock { $0.without.append(transaction.id) }
      default: throw error
      }
    }
  }
}

extension Load.Record {
  /// The longest time in which nothing became final.
  var longestPause: Duration {
    let times = told.map(\.at).sorted()
    return zip(times, times.dropFirst()).map { $1 - $0 }.max() ?? .zero
  }
}

extension TestNetwork {
  /// Checks that everything of which a client was told that it is final is there, at that height, on each node, that
  /// what has no effect is nowhere, and that all roots agree at every height.
  func expectKept(_ record: Load.Record, on names: [String]? = nil) async throws {
    let comparison = try await comparison(of: names)
    #expect(comparison.isEqual, "\(comparison)")
    for name in names ?? self.names {
      let client = try client(name)
      for told in record.told {
        let answer = try await client.transaction(told.id)
        #expect(answer.code == .success && answer.place?.height == told.height, "\(name): \(told.id)")
      }
      for id in record.without {
        let answer = try? await client.transaction(id)
        #expect(answer?.place == nil, "\(name) has \(id), of which its sender was told that it has no effect.")
      }
    }
    let cases = try await client().evidence().cases
    #expect(cases.isEmpty, "Nobody contradicted a vote of its own.")
  }
}

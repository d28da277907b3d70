import PandoAPI
import PandoClient
import PandoPrimitives

/// The first transfer on a local network: sent to one node, read back from another, and proven final.
struct Demonstration: Encodable, Equatable {
  static let amount = Amount(2_500)

  let transaction: TransactionID
  let result: ResultCode
  let height: Height
  let blockId: BlockID
  let stateRoot: Hash
  let historyRoot: Hash
  let sentTo: String
  let readFrom: String
  /// What the recipient holds, as the other node says.
  let balance: Amount
  let recipient: String
  /// The validators whose signatures prove the block final, and how many there are in all.
  let signers: [String]
  let validatorCount: Int
  let startMilliseconds: Int64
  /// From sending to the final result.
  let finalMilliseconds: Int64
  /// From the final result to having read it from the other node.
  let readMilliseconds: Int64

  /// Runs it.
  /// - Parameter start: how long the network took to be ready.
  static func run(_ record: NetworkRecord, _ home: Home, start: Duration) async throws -> Demonstration {
    let first = record.nodes[0]
    // The third node, so that neither the one asked nor its neighbour answers; the last where there are fewer.
    let other = record.nodes[min(2, record.nodes.count - 1)]
    let keys = KeyStore(home)
    let demo = try keys.open(NetworkMaker.demoKeyName)
    let friend = try keys.address(NetworkMaker.friendKeyName)
    let genesis: Genesis = try JSON.decode(from: try Files.bytes(of: home.network.genesisFile))
    let writer = try client(first, record)
    let reader = try client(other, record)

    let began = ContinuousClock.now
    let answer = try await writer.transfer(amount, of: NetworkMaker.coin, from: demo, to: friend)
    let final = ContinuousClock.now
    guard let place = answer.place, answer.code == .success else { throw Failure(answer) }
    try await reader.wait(until: place.height)
    let seen = try await reader.transaction(answer.id)
    let block = try await reader.block(.height(place.height))
    let row = try await reader.row(friend, in: NetworkMaker.coin)
    let read = ContinuousClock.now

    guard seen.code == .success, seen.place == place, case .balance(_, let balance) = row.row else {
      throw Failure(.proofInvalid, "read_back", "\(other.name) tells another story than \(first.name) of \(answer.id).")
    }
    let verifier = BlockVerifier(genesis: genesis)
    let signers = try verifier.verify(block)
    return Demonstration(
      transaction: answer.id, result: answer.code, height: place.height, blockId: block.id,
      stateRoot: block.header.stateRoot, historyRoot: block.header.historyRoot, sentTo: first.name,
      readFrom: other.name, balance: balance, recipient: NetworkMaker.friendKeyName, signers: signers.map(\.name),
      validatorCount: verifier.validators.validators.count, startMilliseconds: milliseconds(start),
      finalMilliseconds: milliseconds(final - began), readMilliseconds: milliseconds(read - final))
  }

  private static func client(_ node: NetworkRecord.Node, _ record: NetworkRecord) throws -> LedgerClient {
    var options = LedgerClient.Options()
    options.chainID = record.chainID
    return try LedgerClient(hosts: [node.url], options: options)
  }

  private static func milliseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
  }

  /// What people read.
  func text(_ style: Style) -> String {
    func coins(_ amount: Amount) -> String {
      "\(DecimalAmount.text(amount, decimals: NetworkMaker.coinDecimals)) \(NetworkMaker.coin)"
    }
    return """
      \(style.bold("A first transfer")): \(coins(Demonstration.amount)) from \(NetworkMaker.demoKeyName) to \(recipient)
        sent to       \(sentTo)
        final         in block \(height) after \(finalMilliseconds) ms: \(result.name), code \(result.rawValue)
        signed by     \(signers.count) of \(validatorCount) validators: \(signers.joined(separator: ", "))
        read back     from \(readFrom), \(readMilliseconds) ms later: \(recipient) holds \(coins(balance))
        transaction   \(transaction)
        state root    \(stateRoot)
        history root  \(historyRoot)
        time taken    \(startMilliseconds) ms to start the network, \(finalMilliseconds + readMilliseconds) ms \
      for the transfer
      """
  }
}

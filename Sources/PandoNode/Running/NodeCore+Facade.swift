package import PandoAPI
package import PandoLedger
package import PandoPrimitives
import PandoReplica
package import PandoStorage

extension NodeCore: NodeFacade {
  package var height: Height { commits.height }

  package func status() async throws(StorageError) -> NodeAnswer {
    let replica = replicaStatus
    let connections = transport.connections
    let membership = replica.membership
    let reader = try reader()
    let roots = try reader.roots()
    let tip = try reader.header(at: reader.height)
    let heights = Dictionary(replica.peers.map { ($0.key, $0.height) }) { first, _ in first }
    return NodeAnswer(
      version: Release.version, key: ownKey, name: membership.name(of: ownKey), role: membership.role(of: ownKey),
      chainId: genesis.chainID, startedAt: startedAt, isSyncing: replica.isBehind, view: replica.view,
      blockId: tip?.id ?? BlockID(genesis.chainID), blockTime: tip?.time ?? genesis.time, stateRoot: roots.state,
      historySize: roots.historySize, historyRoot: roots.history,
      peers: connections.map { connection in
        NodeAnswer.Peer(
          key: connection.key, name: membership.name(of: connection.key), address: connection.address,
          isOutbound: connection.isDialed, height: heights[connection.key] ?? nil)
      },
      mempool: NodeAnswer.Mempool(
        count: replica.mempoolCount, byteCount: replica.mempoolByteCount, countMax: mempoolLimits.transactionCount,
        byteCountMax: mempoolLimits.byteCount), atHeight: reader.height)
  }

  package func unreadiness() async -> String? {
    let replica = replicaStatus
    if replica.isBehind { return "The node is catching up; it is at height \(replica.height) and others are ahead." }
    if replica.validatorCount > 1 && transport.connections.isEmpty {
      return "The node has no connection to any other node of its ledger."
    }
    // Before that it cannot know whether it is behind.
    return replica.hasHeardEnough ? nil : "The node has not heard yet from enough others how far the ledger is."
  }

  /// The other validators with whom this one has no connection now; none for a node that does not vote.
  package var unconnectedValidators: [Validator] {
    let membership = replicaStatus.membership
    guard membership.role(of: ownKey) == .validator else { return [] }
    let connected = Set(transport.connections.map(\.key))
    return membership.validators.filter { $0.key != ownKey && !connected.contains($0.key) }
  }

  package func submit(_ bytes: [UInt8]) async throws(Refusal) -> Admission {
    let transaction: Transaction
    do throws(DecodingError) {
      transaction = try Transaction(canonicalBytes: bytes)
    } catch {
      throw Refusal(
        .corrupted, "not_canonical",
        "The bytes are not the canonical form of a transaction: \(error). Encode it as docs/spec/encoding.md says.")
    }
    let outcomes = await submit([transaction])
    return Admission(id: try outcomes[0].get(), expires: transaction.body.expires)
  }

  package func submit(_ batch: TransactionBatch) async -> [Result<TransactionID, Refusal>] {
    await submit(batch.transactions)
  }

  package func waitForBlock(above height: Height, until deadline: ContinuousClock.Instant) async -> Height {
    await commits.wait(above: height, until: deadline)
  }

  package func reader() throws(StorageError) -> FinalLedger<Store.Snapshot> {
    try FinalLedger(try store.snapshot(), genesis: genesis)
  }
}

extension Membership {
  fileprivate func name(of key: PublicKey) -> String {
    validators.first { $0.key == key }?.name ?? applicationNodes.first { $0.key == key }?.name ?? ""
  }

  /// What the node with this key is in the ledger.
  package func role(of key: PublicKey) -> NodeAnswer.Role {
    if validators.contains(where: { $0.key == key }) { return .validator }
    return applicationNodes.contains { $0.key == key } ? .application : .outsider
  }
}

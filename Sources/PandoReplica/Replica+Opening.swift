import PandoConsensus
import PandoLedger
package import PandoPrimitives
package import PandoStorage

/// Why a replica cannot open what a store holds.
package enum ReplicaOpeningError: Error, Hashable, Sendable {
  /// The store holds another ledger than the one that the genesis begins.
  case foreignGenesis(stored: Hash, given: Hash)
  /// The genesis contradicts itself; the sentence says where.
  case invalidGenesis(String)
  /// The store was written in a form that this program does not know.
  case unknownFormat(UInt64)
  case storage(StorageError)
}

/// The form in which this program keeps a ledger; another number means another form.
private let databaseFormat: UInt64 = 2

extension Replica {
  /// Opens the ledger in `store`, beginning it with the genesis when the store is empty.
  ///
  /// Reads, and writes only into an empty store; all before the first event.
  package init(configuration: ReplicaConfiguration, store: Store) throws(ReplicaOpeningError) {
    let stored = try Self.stored(in: store)
    if let stored {
      guard stored.chainID == configuration.genesis.chainID else {
        throw .foreignGenesis(stored: stored.chainID, given: configuration.genesis.chainID)
      }
      guard stored.format == databaseFormat else { throw .unknownFormat(stored.format) }
    } else {
      try Self.begin(configuration.genesis, in: store)
    }
    do throws(StorageError) {
      try self.init(resuming: configuration, store: store)
    } catch {
      throw .storage(error)
    }
  }

  /// What `store` says of itself; nil when it is empty.
  private static func stored(in store: Store) throws(ReplicaOpeningError) -> (chainID: Hash, format: UInt64)? {
    do throws(StorageError) {
      guard let chainID = try BlockStore(store).chainID() else { return nil }
      return (chainID, try BlockStore(store).format())
    } catch {
      throw .storage(error)
    }
  }

  /// Writes block 0 and the state that it begins with, in one batch.
  private static func begin(_ genesis: Genesis, in store: Store) throws(ReplicaOpeningError) {
    var batch = WriteBatch()
    do throws(GenesisError) {
      let layer = try GenesisState(genesis, on: StateView(store: store)).layer
      layer.append(to: &batch)
      layer.tree?.store(since: nil, into: &batch)
    } catch {
      switch error {
      case .invalid(let sentence): throw .invalidGenesis(sentence)
      case .storage(let error): throw .storage(error)
      }
    }
    batch.put(BlockStoreKey.chainID, genesis.chainID.bytes)
    batch.put(BlockStoreKey.format, [UInt8](ordered: databaseFormat))
    batch.put(BlockStoreKey.genesis, genesis.canonicalBytes)
    batch.put(BlockStoreKey.finalHeight, [UInt8](ordered: 0))
    batch.put(BlockStoreKey.index(BlockID(genesis.chainID)), [UInt8](ordered: 0))
    do throws(StorageError) {
      try store.write(batch, durable: true)
    } catch {
      throw .storage(error)
    }
  }

  /// Goes on from what a store holds that has begun.
  private init(resuming configuration: ReplicaConfiguration, store: Store) throws(StorageError) {
    self.configuration = configuration
    self.store = store
    chainID = configuration.genesis.chainID
    let blocks = BlockStore(store)
    let height = try blocks.finalHeight()
    let certified = try blocks.block(at: height)
    let evidence = certified?.evidence
    if let block = certified?.block {
      tip = Tip(height: height, id: block.id, view: block.header.view, time: block.header.time)
    } else {
      tip = Tip(
        height: height, id: BlockID(chainID), view: View(0), time: configuration.genesis.time)
    }
    let (tree, storedHeight) = try StateTree.open(in: store)
    self.tree = tree
    treeMemory = StateTreeMemory(stored: storedHeight, byteCountMax: configuration.stateTree.byteCountMax)
    if let header = certified?.block.header { try Self.check(header, tree, against: store) }
    ledger = try LedgerConfiguration(at: height.next, from: store)
    formerMembers = try LedgerConfiguration.members(upTo: height.next, from: store)
    let (epoch, view) = (ledger.epoch, tip.view)
    let records = try blocks.ballots().filter { $0.ballot.epoch == epoch && $0.ballot.view > view }
    ballots = records.map(\.ballot)
    let kept = try blocks.certificates().filter { $0.ballot.epoch == epoch && $0.ballot.view > view }
    certificates = kept.map(\.ballot)
    let finalization = evidence?.finalization.ballot.epoch == epoch ? evidence?.finalization : nil
    // A crash between the commits of several blocks leaves the highest of them to be committed still.
    finalTarget = finalization?.ballot.blockID == tip.id ? nil : finalization
    engine = SimplexEngine(
      Self.engineConfiguration(ledger, ownKey: configuration.ownKey), root: BlockReference(id: tip.id, view: tip.view),
      recovery: SimplexEngine.Recovery(
        finalization: finalization, ballots: ballots, certificates: records.compactMap(\.notarization) + kept))
    for record in records { if let proposal = record.proposal { ownProposals[proposal.view] = proposal } }
    mempool = Mempool(limits: configuration.mempool)
    recent = RecentTransactions(since: tip.time)
    let stored = try blocks.candidates()
    storedCandidates = stored.map { (id: $0.id, height: $0.header.height) }
    let newest = stored.filter { $0.header.height > height }.sorted { $0.header.view < $1.header.view }
    for block in newest.suffix(ReplicaLimits.candidateCountMax) {
      candidates[block.id] = Candidate(stored: block, now: now.monotonic)
    }
  }

  /// Whether the state and the history are those that the last final block commits to.
  ///
  /// Both are written in one batch with the block, so a difference means that the files were damaged or changed from
  /// outside. A node that went on would disagree with the others at the next block, and serve wrong state until then.
  private static func check(
    _ header: BlockHeader, _ tree: StateTree, against store: Store
  ) throws(StorageError) {
    let history = try HistoryLog(store)
    let difference: String
    if tree.root != header.stateRoot {
      difference = "its state has another root"
    } else if history.size != header.historySize {
      difference = "its history has \(history.size) records and should have \(header.historySize)"
    } else if history.root != header.historyRoot {
      difference = "its history has another root"
    } else {
      return
    }
    throw StorageError(
      .corrupted,
      "The database does not hold what its last final block, \(header.height), commits to: \(difference). Restore a copy "
        + "of the data directory, or start with an empty one to fetch the ledger from the peers (docs/operations.md, "
        + "\"A damaged database\").")
  }
}

import PandoConsensus
import PandoPrimitives
import PandoReplica

/// A validator that does not keep to the rules. Beneath it runs an honest replica, so that it knows what a validator
/// knows; the actor decides what leaves the node, and may sign whatever it likes with the node's key.
protocol ByzantineActor {
  /// What goes to `peer` in place of a message of the replica beneath.
  mutating func rewrite(_ message: PeerMessage, to peer: Int, _ context: inout ActorContext) -> [PeerMessage]

  /// A message came; the replica beneath gets it too.
  mutating func hear(_ message: PeerMessage, from peer: Int, _ context: inout ActorContext)

  /// Time passes.
  mutating func tick(_ context: inout ActorContext)
}

extension ByzantineActor {
  mutating func rewrite(_ message: PeerMessage, to peer: Int, _ context: inout ActorContext) -> [PeerMessage] {
    [message]
  }

  mutating func hear(_ message: PeerMessage, from peer: Int, _ context: inout ActorContext) {}

  mutating func tick(_ context: inout ActorContext) {}
}

/// What an actor knows and can do.
struct ActorContext {
  let time: UInt64
  /// Its number among the nodes.
  let node: Int
  /// The wall clock of its node.
  let wall: Timestamp
  let chainID: Hash
  let identity: Identity
  let status: ReplicaStatus
  /// Who decides where it stands.
  let electorate: Electorate
  /// The nodes that it is connected with.
  let peers: [Int]
  let signatures: Signatures
  /// The accounts of the ledger, for transactions of its own making.
  let accounts: [Identity]
  private let liars: [Int]
  /// What it sends of its own accord.
  private(set) var outgoing: [(message: PeerMessage, peer: Int)] = []

  init(
    time: UInt64, node: Int, wall: Timestamp, consortium: Consortium, identity: Identity, status: ReplicaStatus,
    faultMode: FaultMode, peers: [Int], liars: [Int], signatures: Signatures
  ) {
    self.time = time
    self.node = node
    self.liars = liars
    self.wall = wall
    chainID = consortium.chainID
    self.identity = identity
    self.status = status
    electorate = Electorate(validators: status.membership.validators, faultMode: faultMode)
    self.peers = peers
    self.signatures = signatures
    accounts = consortium.accounts
  }

  /// Whether another node is in league with it.
  func isLiar(_ node: Int) -> Bool { liars.contains(node) }

  /// Its place among the validators; nil while it is none.
  var ownIndex: ValidatorIndex? {
    electorate.validators.firstIndex { $0.key == identity.publicKey }.map { ValidatorIndex($0) }
  }

  /// Its vote for anything.
  func vote(_ ballot: Ballot) -> Vote? {
    ownIndex.map { Vote(ballot: ballot, signer: $0, signature: signatures.sign(ballot, by: identity)) }
  }

  /// Its proposal of anything.
  func propose(_ proposal: Proposal) -> PeerMessage {
    .proposal(proposal.altered(signature: signatures.sign(proposal.ballot, by: identity)))
  }

  mutating func send(_ message: PeerMessage, to peer: Int) { outgoing.append((message, peer)) }

  mutating func sendToAll(_ message: PeerMessage) {
    for peer in peers { send(message, to: peer) }
  }
}

extension Proposal {
  /// The same with some of it changed; not signed, unless that is given too.
  func altered(
    view: View? = nil, header: BlockHeader? = nil, parentView: View? = nil, transactionDigests: [Hash]? = nil,
    signature: [UInt8] = []
  ) -> Proposal {
    Proposal(
      epoch: epoch, view: view ?? self.view, header: header ?? self.header, parentView: parentView ?? self.parentView,
      transactionDigests: transactionDigests ?? self.transactionDigests, signature: signature)
  }
}

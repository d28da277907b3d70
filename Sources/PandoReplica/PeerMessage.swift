package import PandoConsensus
package import PandoPrimitives

/// What nodes of a ledger say to each other (docs/spec/peers.md, "Messages"). One frame carries one message.
package enum PeerMessage: Hashable, Sendable {
  /// Where the sender stands; sent on connecting, and again when it moved.
  case status(PeerStatus)
  /// "I have these transactions", by digest.
  case announce([Hash])
  /// "Send me these transactions."
  case requestTransactions([Hash])
  case transactions([Transaction])
  case proposal(Proposal)
  case vote(Vote)
  case certificate(Certificate)
  /// "Send me the certificates that ended these views."
  case requestCertificates(CertificateRequest)
  /// "Send me final blocks from this height on."
  case requestBlocks(BlockRequest)
  case blocks([CertifiedBlock])
  /// "Send me this block, which is notarized or proposed and not final."
  case requestCandidate(BlockID)
  case candidate(Block)

  /// The greatest number of identifiers in one message.
  package static let digestCountMax = 20_000
  /// The greatest number of blocks in one message.
  package static let blockCountMax = 512
}

/// Where a node stands.
package struct PeerStatus: Hashable, Sendable, CanonicalMessage {
  package let chainID: Hash
  package let height: Height
  package let blockID: BlockID

  package init(chainID: Hash, height: Height, blockID: BlockID) {
    self.chainID = chainID
    self.height = height
    self.blockID = blockID
  }

  package func encode(to encoder: inout CanonicalEncoder) {
    encoder.hash(1, chainID)
    encoder.integer(2, height.value)
    encoder.hash(3, blockID.hash)
  }

  package init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    chainID = try decoder.hash(1)
    height = Height(try decoder.integer(2))
    blockID = BlockID(try decoder.hash(3))
  }
}

/// Asks for final blocks `from`, `from + 1`, … ; the answer holds as many as fit.
package struct BlockRequest: Hashable, Sendable, CanonicalMessage {
  package let from: Height
  package let count: Int

  package init(from: Height, count: Int) {
    self.from = from
    self.count = count
  }

  package func encode(to encoder: inout CanonicalEncoder) {
    encoder.integer(1, from.value)
    encoder.integer(2, UInt64(count))
  }

  package init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    from = Height(try decoder.integer(1))
    count = Int(try decoder.integer(2, atMost: UInt64(PeerMessage.blockCountMax)))
  }
}

/// Asks for the certificates of views of an epoch.
package struct CertificateRequest: Hashable, Sendable, CanonicalMessage {
  package let epoch: Epoch
  package let views: ClosedRange<View>

  package init(epoch: Epoch, views: ClosedRange<View>) {
    self.epoch = epoch
    self.views = views
  }

  package func encode(to encoder: inout CanonicalEncoder) {
    encoder.integer(1, epoch.first.value)
    encoder.integer(2, views.lowerBound.value)
    encoder.integer(3, views.upperBound.value)
  }

  package init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    epoch = Epoch(first: Height(try decoder.integer(1)))
    let first = View(try decoder.integer(2))
    let last = View(try decoder.integer(3))
    guard first <= last, last.value < .max else { throw .invalidValue(field: 3) }
    views = first...last
  }
}

/// A list of hashes as a message of its own.
private struct HashList: CanonicalMessage {
  let hashes: [Hash]

  init(_ hashes: [Hash]) { self.hashes = hashes }

  func encode(to encoder: inout CanonicalEncoder) { encoder.repeatedBytes(1, hashes.map(\.bytes)) }

  init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    var hashes: [Hash] = []
    let elements = try decoder.repeatedBytes(1, atMost: PeerMessage.digestCountMax, eachAtMost: Hash.byteCount)
    for bytes in elements {
      guard let hash = Hash(bytes: bytes) else { throw .invalidValue(field: 1) }
      hashes.append(hash)
    }
    self.hashes = hashes
  }
}

/// What a peer message holds several of.
private protocol ListElement: CanonicalMessage {
  static var listCountMax: Int { get }
}

extension Transaction: ListElement {
  fileprivate static var listCountMax: Int { PeerMessage.digestCountMax }
}

extension CertifiedBlock: ListElement {
  fileprivate static var listCountMax: Int { PeerMessage.blockCountMax }
}

/// A list of messages of one type as a message of its own.
private struct MessageList<Element: ListElement>: CanonicalMessage {
  let elements: [Element]

  init(_ elements: [Element]) { self.elements = elements }

  func encode(to encoder: inout CanonicalEncoder) { encoder.messages(1, elements) }

  init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    elements = try decoder.messages(1, atMost: Element.listCountMax)
  }
}

extension PeerMessage: CanonicalMessage {
  package func encode(to encoder: inout CanonicalEncoder) {
    switch self {
    case .status(let value): encoder.message(1, value)
    case .announce(let digests): encoder.message(2, HashList(digests))
    case .requestTransactions(let digests): encoder.message(3, HashList(digests))
    case .transactions(let values): encoder.message(4, MessageList(values))
    case .proposal(let value): encoder.message(5, value)
    case .vote(let value): encoder.message(6, value)
    case .certificate(let value): encoder.message(7, value)
    case .requestCertificates(let value): encoder.message(8, value)
    case .requestBlocks(let value): encoder.message(9, value)
    case .blocks(let values): encoder.message(10, MessageList(values))
    case .requestCandidate(let id): encoder.hash(11, id.hash)
    case .candidate(let block): encoder.message(12, block)
    }
  }

  package init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    switch try decoder.nextField() {
    case 1: self = .status(try decoder.message(1))
    case 2: self = .announce((try decoder.message(2) as HashList).hashes)
    case 3: self = .requestTransactions((try decoder.message(3) as HashList).hashes)
    case 4: self = .transactions((try decoder.message(4) as MessageList<Transaction>).elements)
    case 5: self = .proposal(try decoder.message(5))
    case 6: self = .vote(try decoder.message(6))
    case 7: self = .certificate(try decoder.message(7))
    case 8: self = .requestCertificates(try decoder.message(8))
    case 9: self = .requestBlocks(try decoder.message(9))
    case 10: self = .blocks((try decoder.message(10) as MessageList<CertifiedBlock>).elements)
    case 11: self = .requestCandidate(BlockID(try decoder.hash(11)))
    case 12: self = .candidate(try decoder.message(12))
    case let field?: throw .unexpectedField(field: field)
    case nil: throw .missing(field: 1)
    }
  }
}

import Foundation
import PandoAPI
import PandoConsensus
import PandoLedger
import PandoNode
import PandoPrimitives
import PandoReplica
import SwiftProtobuf

// What nodes say to each other, and what a node keeps for itself.

extension SeededGenerator {
  fileprivate mutating func proposal() -> Proposal {
    var header = BlockHeader.random(&self)
    let digests = list(0...100) { $0.hash() }
    header.view = View(integer(1...1_000))
    header.transactionCount = UInt64(digests.count)
    header.transactionsDigest = Block.transactionsDigest(digests)
    let view = View(integer(header.view.value...UInt64.max - 1))
    return Proposal(
      epoch: Epoch(first: Height(integer(0...UInt64.max - 1))), view: view, header: header,
      parentView: View(integer(0...view.value - 1)), transactionDigests: digests, signature: bytes(0...64))
  }
}

extension PeerGreeting: ProtobufMirrored {
  static func random(_ generator: inout SeededGenerator) -> PeerGreeting { PeerGreeting(chainID: generator.hash()) }

  var protobuf: Pando_V1_PeerGreeting {
    .with {
      $0.version = PeerGreeting.version
      $0.chainID = Data(chainID.bytes)
    }
  }
}

extension PeerStatus: ProtobufMirrored {
  static func random(_ generator: inout SeededGenerator) -> PeerStatus {
    PeerStatus(
      chainID: generator.hash(), height: Height(generator.integer()), blockID: BlockID(generator.hash()))
  }

  var protobuf: Pando_V1_PeerStatus {
    .with {
      $0.chainID = Data(chainID.bytes)
      $0.height = height.value
      $0.blockID = Data(blockID.hash.bytes)
    }
  }
}

extension Proposal: ProtobufMirrored {
  static func random(_ generator: inout SeededGenerator) -> Proposal { generator.proposal() }

  var protobuf: Pando_V1_Proposal {
    .with {
      $0.epoch = epoch.first.value
      $0.view = view.value
      $0.header = header.protobuf
      $0.parentView = parentView.value
      $0.transactionDigests = transactionDigests.map { Data($0.bytes) }
      $0.signature = Data(signature)
    }
  }
}

extension CertificateRequest: ProtobufMirrored {
  static func random(_ generator: inout SeededGenerator) -> CertificateRequest {
    let first = generator.integer(0...UInt64.max - 1)
    let last = generator.integer(first...UInt64.max - 1)
    return CertificateRequest(epoch: Epoch(first: Height(generator.integer())), views: View(first)...View(last))
  }

  var protobuf: Pando_V1_CertificateRequest {
    .with {
      $0.epoch = epoch.first.value
      $0.first = views.lowerBound.value
      $0.last = views.upperBound.value
    }
  }
}

extension BlockRequest: ProtobufMirrored {
  static func random(_ generator: inout SeededGenerator) -> BlockRequest {
    BlockRequest(
      from: Height(generator.integer()), count: Int(generator.integer(0...UInt64(PeerMessage.blockCountMax))))
  }

  var protobuf: Pando_V1_BlockRequest {
    .with {
      $0.from = from.value
      $0.count = UInt32(count)
    }
  }
}

extension PeerMessage: ProtobufMirrored {
  static func random(_ generator: inout SeededGenerator) -> PeerMessage {
    switch Int.random(in: 0..<12, using: &generator) {
    case 0: .status(.random(&generator))
    case 1: .announce(generator.list(0...100) { $0.hash() })
    case 2: .requestTransactions(generator.list(0...100) { $0.hash() })
    case 3: .transactions(generator.list(0...5) { Transaction.random(&$0) })
    case 4: .proposal(.random(&generator))
    case 5: .vote(.random(&generator))
    case 6: .certificate(.random(&generator))
    case 7: .requestCertificates(.random(&generator))
    case 8: .requestBlocks(.random(&generator))
    case 9: .blocks(generator.list(0...3) { CertifiedBlock.random(&$0) })
    case 10: .requestCandidate(BlockID(generator.hash()))
    default: .candidate(.random(&generator))
    }
  }

  var protobuf: Pando_V1_PeerMessage {
    .with {
      switch self {
      case .status(let value): $0.status = value.protobuf
      case .announce(let hashes): $0.announce = .with { $0.hashes = hashes.map { Data($0.bytes) } }
      case .requestTransactions(let hashes):
        $0.requestTransactions = .with { $0.hashes = hashes.map { Data($0.bytes) } }
      case .transactions(let values): $0.transactions = .with { $0.transactions = values.map(\.protobuf) }
      case .proposal(let value): $0.proposal = value.protobuf
      case .vote(let value): $0.vote = value.protobuf
      case .certificate(let value): $0.certificate = value.protobuf
      case .requestCertificates(let value): $0.requestCertificates = value.protobuf
      case .requestBlocks(let value): $0.requestBlocks = value.protobuf
      case .blocks(let values): $0.blocks = .with { $0.blocks = values.map(\.protobuf) }
      case .requestCandidate(let id): $0.requestCandidate = Data(id.hash.bytes)
      case .candidate(let value): $0.candidate = value.protobuf
      }
    }
  }
}

extension TransactionPosition: ProtobufMirrored {
  static func random(_ generator: inout SeededGenerator) -> TransactionPosition {
    TransactionPosition(
      height: Height(generator.integer()), index: Int(generator.integer(0...UInt64(Block.transactionCountMax))))
  }

  var protobuf: Pando_V1_TransactionPosition {
    .with {
      $0.height = height.value
      $0.index = UInt32(index)
    }
  }
}

extension BallotRecord: ProtobufMirrored {
  static func random(_ generator: inout SeededGenerator) -> BallotRecord {
    BallotRecord(
      ballot: generator.ballot(), notarization: generator.boolean() ? .random(&generator) : nil,
      proposal: generator.boolean() ? .random(&generator) : nil)
  }

  var protobuf: Pando_V1_BallotRecord {
    .with {
      $0.ballot = ballot.protobuf
      if let notarization { $0.notarization = notarization.protobuf }
      if let proposal { $0.proposal = proposal.protobuf }
    }
  }
}

import Foundation
import PandoAPI
import PandoPrimitives
import SwiftProtobuf

extension Mint: ProtobufMirrored {
  var protobuf: Pando_V1_Mint {
    .with {
      $0.table = table.description
      $0.to = Data(to.bytes)
      $0.amount = Data(amount.bytes)
    }
  }
}

extension Burn: ProtobufMirrored {
  var protobuf: Pando_V1_Burn {
    .with {
      $0.table = table.description
      $0.from = Data(from.bytes)
      $0.amount = Data(amount.bytes)
    }
  }
}

extension Move: ProtobufMirrored {
  var protobuf: Pando_V1_Move {
    .with {
      $0.table = table.description
      $0.from = Data(from.bytes)
      $0.to = Data(to.bytes)
      $0.amount = Data(amount.bytes)
    }
  }
}

extension Put: ProtobufMirrored {
  var protobuf: Pando_V1_Put {
    .with {
      $0.table = table.description
      $0.key = Data(key)
      $0.value = Data(value)
      $0.owners = owners.map { Data($0.bytes) }
    }
  }
}

extension Delete: ProtobufMirrored {
  var protobuf: Pando_V1_Delete {
    .with {
      $0.table = table.description
      $0.key = Data(key)
    }
  }
}

extension Entry: ProtobufMirrored {
  var protobuf: Pando_V1_Entry {
    .with {
      switch self {
      case .createTable(let value): $0.createTable = value.protobuf
      case .mint(let value): $0.mint = value.protobuf
      case .burn(let value): $0.burn = value.protobuf
      case .move(let value): $0.move = value.protobuf
      case .put(let value): $0.put = value.protobuf
      case .delete(let value): $0.delete = value.protobuf
      case .changeMembers(let value): $0.changeMembers = value.protobuf
      case .changeParameters(let value): $0.changeParameters = value.protobuf
      case .setWorldPermissions(let value): $0.setWorldPermissions = value.protobuf
      }
    }
  }
}

extension TransactionBody: ProtobufMirrored {
  var protobuf: Pando_V1_TransactionBody {
    .with {
      $0.chainID = Data(chainID.bytes)
      $0.created = created.milliseconds
      $0.expires = expires.milliseconds
      $0.credentials = credentials.map { Data($0.bytes) }
      $0.thresholds = thresholds.map(\.protobuf)
      $0.entries = entries.map(\.protobuf)
      $0.nonce = Data(nonce)
      $0.memo = memo
    }
  }
}

extension Transaction: ProtobufMirrored {
  var protobuf: Pando_V1_Transaction {
    .with {
      $0.body = Data(bodyBytes)
      $0.signatures = signatures.map { Data($0) }
    }
  }
}

extension TransactionBatch: ProtobufMirrored {
  var protobuf: Pando_V1_TransactionBatch { .with { $0.transactions = transactions.map(\.protobuf) } }
}

extension TransactionRecord: ProtobufMirrored {
  var protobuf: Pando_V1_TransactionRecord {
    .with {
      $0.id = Data(id.hash.bytes)
      $0.height = height.value
      $0.index = index
      $0.code = Pando_V1_ResultCode(rawValue: Int(code.rawValue)) ?? .pending
      $0.eventsDigest = Data(eventsDigest.bytes)
    }
  }
}

extension Event.Attribute: ProtobufMirrored {
  var protobuf: Pando_V1_Event.Attribute {
    .with {
      $0.name = name
      $0.value = Data(value)
    }
  }
}

extension Event: ProtobufMirrored {
  var protobuf: Pando_V1_Event {
    .with {
      $0.kind = kind
      $0.source = source
      $0.attributes = attributes.map(\.protobuf)
    }
  }
}

extension EventList: ProtobufMirrored {
  var protobuf: Pando_V1_EventList { .with { $0.events = events.map(\.protobuf) } }
}

extension Ballot: ProtobufMirrored {
  var protobuf: Pando_V1_Ballot {
    .with {
      $0.kind = Pando_V1_VoteKind(rawValue: Int(kind.rawValue)) ?? .unspecified
      $0.epoch = epoch.first.value
      $0.view = view.value
      if let blockID { $0.blockID = Data(blockID.hash.bytes) }
    }
  }
}

extension Vote: ProtobufMirrored {
  var protobuf: Pando_V1_Vote {
    .with {
      $0.ballot = ballot.protobuf
      $0.signer = UInt32(signer.value)
      $0.signature = Data(signature)
    }
  }
}

extension Certificate: ProtobufMirrored {
  var protobuf: Pando_V1_Certificate {
    .with {
      var bitmap = Data(count: (signers.map(\.value).max() ?? 0) / 8 + 1)
      for signer in signers { bitmap[signer.value / 8] += UInt8(1) << (signer.value % 8) }
      $0.ballot = ballot.protobuf
      $0.signers = bitmap
      $0.signatures = signatures.map { Data($0) }
    }
  }
}

extension Equivocation: ProtobufMirrored {
  var protobuf: Pando_V1_Equivocation {
    .with {
      $0.first = first.protobuf
      $0.second = second.protobuf
    }
  }
}

extension BlockHeader: ProtobufMirrored {
  var protobuf: Pando_V1_BlockHeader {
    .with {
      $0.chainID = Data(chainID.bytes)
      $0.height = height.value
      $0.view = view.value
      $0.parentID = Data(parentID.bytes)
      $0.time = time.milliseconds
      $0.proposer = Data(proposer.bytes)
      $0.transactionCount = transactionCount
      $0.transactionsDigest = Data(transactionsDigest.bytes)
      $0.historySize = historySize
      $0.historyRoot = Data(historyRoot.bytes)
      $0.stateRoot = Data(stateRoot.bytes)
      $0.writeSetDigest = Data(writeSetDigest.bytes)
      $0.eventsDigest = Data(eventsDigest.bytes)
      $0.parametersHash = Data(parametersHash.bytes)
      $0.validatorsHash = Data(validatorsHash.bytes)
    }
  }
}

extension Block: ProtobufMirrored {
  var protobuf: Pando_V1_Block {
    .with {
      $0.header = header.protobuf
      $0.transactions = transactions.map(\.protobuf)
    }
  }
}

extension Evidence: ProtobufMirrored {
  var protobuf: Pando_V1_Evidence {
    .with {
      $0.finalization = finalization.protobuf
      $0.descendants = descendants.map(\.protobuf)
    }
  }
}

extension CertifiedBlock: ProtobufMirrored {
  var protobuf: Pando_V1_CertifiedBlock {
    .with {
      $0.block = block.protobuf
      $0.evidence = evidence.protobuf
    }
  }
}

extension MerkleFrontier: ProtobufMirrored {
  var protobuf: Pando_V1_MerkleFrontier {
    .with {
      $0.size = size
      $0.peaks = peaks.map { Data($0.bytes) }
    }
  }
}

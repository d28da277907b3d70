import Foundation
import PandoAPI
import PandoConsensus
import PandoLedger
import PandoNode
import PandoPrimitives
import PandoReplica
import SwiftProtobuf

/// A canonical type beside the generated type of the same message, which shares no code with it.
protocol ProtobufMirrored: CanonicalMessage, Equatable, Randomizable {
  associatedtype Protobuf: SwiftProtobuf.Message & Equatable
  /// The same value as the generated type.
  var protobuf: Protobuf { get }
}

/// Every type with a canonical form.
let mirroredTypes: [MirroredType] = [
  MirroredType(Threshold.self), MirroredType(TableGrant.self), MirroredType(TableDescriptor.self),
  MirroredType(WorldGrant.self), MirroredType(ChainParameters.self), MirroredType(ChangeParameters.self),
  MirroredType(Validator.self), MirroredType(ApplicationNode.self), MirroredType(Membership.self),
  MirroredType(ChangeMembers.self), MirroredType(Mint.self), MirroredType(Burn.self), MirroredType(Move.self),
  MirroredType(Put.self), MirroredType(Delete.self), MirroredType(Entry.self), MirroredType(TransactionBody.self),
  MirroredType(Transaction.self), MirroredType(TransactionBatch.self), MirroredType(TransactionRecord.self),
  MirroredType(Event.Attribute.self),
  MirroredType(Event.self), MirroredType(EventList.self), MirroredType(Ballot.self), MirroredType(Vote.self),
  MirroredType(Certificate.self), MirroredType(Equivocation.self), MirroredType(BlockHeader.self),
  MirroredType(Block.self), MirroredType(Evidence.self), MirroredType(CertifiedBlock.self),
  MirroredType(Genesis.Balance.self), MirroredType(Genesis.self), MirroredType(MerkleFrontier.self),
  MirroredType(BalanceRow.self), MirroredType(BinaryRow.self), MirroredType(MembershipRow.self),
  MirroredType(ParametersRow.self), MirroredType(RootCountRow.self), MirroredType(TransactionResult.self),
  MirroredType(BlockResults.self), MirroredType(PeerGreeting.self), MirroredType(PeerMessage.self),
  MirroredType(PeerStatus.self), MirroredType(Proposal.self), MirroredType(CertificateRequest.self),
  MirroredType(BlockRequest.self), MirroredType(TransactionPosition.self), MirroredType(BallotRecord.self),
]

/// A mirrored type by the name of its message, as an argument of tests.
struct MirroredType: Sendable, CustomStringConvertible {
  let name: String
  let type: any ProtobufMirrored.Type

  init<M: ProtobufMirrored>(_ type: M.Type) {
    name = M.Protobuf.protoMessageName
    self.type = type
  }

  var description: String { name }

  static func named(_ name: String) throws -> MirroredType {
    guard let found = mirroredTypes.first(where: { $0.name == name }) else { throw UnknownMessage(name: name) }
    return found
  }

  struct UnknownMessage: Error {
    let name: String
  }
}

extension Threshold: ProtobufMirrored {
  var protobuf: Pando_V1_Threshold {
    .with {
      $0.required = UInt32(required)
      $0.keys = keys.map { Data($0.bytes) }
    }
  }
}

extension TableGrant: ProtobufMirrored {
  var protobuf: Pando_V1_TableGrant {
    .with {
      $0.address = Data(address.bytes)
      $0.insert = insert
      $0.update = update
      $0.read = read
    }
  }
}

extension TableDescriptor: ProtobufMirrored {
  var protobuf: Pando_V1_TableDescriptor {
    .with {
      $0.name = name.description
      $0.kind = Pando_V1_TableKind(rawValue: Int(kind.rawValue)) ?? .unspecified
      $0.owners = owners.map { Data($0.bytes) }
      $0.grants = grants.map(\.protobuf)
      $0.tokenAdmins = tokenAdmins.map { Data($0.bytes) }
      $0.permissionModel = Pando_V1_PermissionModel(rawValue: Int(permissionModel.rawValue)) ?? .tableOrRow
      $0.readRestricted = readRestricted
      $0.proofs = proofs
      $0.tracked = tracked
      $0.decimals = decimals
    }
  }
}

extension WorldGrant: ProtobufMirrored {
  var protobuf: Pando_V1_WorldGrant {
    .with {
      $0.address = Data(address.bytes)
      $0.permissions = permissions.rawValue
    }
  }
}

extension ChainParameters: ProtobufMirrored {
  var protobuf: Pando_V1_ChainParameters {
    .with {
      $0.faultMode = Pando_V1_FaultMode(rawValue: Int(faultMode.rawValue)) ?? .byzantine
      $0.lifetimeWindowMilliseconds = lifetimeWindowMilliseconds
      $0.clockSkewMilliseconds = clockSkewMilliseconds
      $0.heartbeatMilliseconds = heartbeatMilliseconds
      $0.viewTimeoutMilliseconds = viewTimeoutMilliseconds
      $0.viewTimeoutMillisecondsMax = viewTimeoutMillisecondsMax
      $0.transactionByteCountMax = transactionByteCountMax
      $0.entryCountMax = entryCountMax
      $0.blockTransactionCountMax = blockTransactionCountMax
      $0.blockByteCountMax = blockByteCountMax
      $0.keyByteCountMax = keyByteCountMax
      $0.valueByteCountMax = valueByteCountMax
      $0.memoByteCountMax = memoByteCountMax
    }
  }
}

extension ChangeParameters: ProtobufMirrored {
  var protobuf: Pando_V1_ChangeParameters {
    .with {
      $0.parameters = parameters.protobuf
      $0.activation = activation.value
    }
  }
}

extension Validator: ProtobufMirrored {
  var protobuf: Pando_V1_Validator {
    .with {
      $0.key = Data(key.bytes)
      $0.weight = weight
      $0.name = name
    }
  }
}

extension ApplicationNode: ProtobufMirrored {
  var protobuf: Pando_V1_ApplicationNode {
    .with {
      $0.key = Data(key.bytes)
      $0.name = name
    }
  }
}

extension Membership: ProtobufMirrored {
  var protobuf: Pando_V1_Membership {
    .with {
      $0.validators = validators.map(\.protobuf)
      $0.applicationNodes = applicationNodes.map(\.protobuf)
    }
  }
}

extension ChangeMembers: ProtobufMirrored {
  var protobuf: Pando_V1_ChangeMembers {
    .with {
      $0.validators = validators.map(\.protobuf)
      $0.applicationNodes = applicationNodes.map(\.protobuf)
      $0.removed = removed.map { Data($0.bytes) }
      $0.activation = activation.value
    }
  }
}

extension Genesis.Balance: ProtobufMirrored {
  var protobuf: Pando_V1_Genesis.Balance {
    .with {
      $0.table = table.description
      $0.address = Data(address.bytes)
      $0.amount = Data(amount.bytes)
    }
  }
}

extension Genesis: ProtobufMirrored {
  var protobuf: Pando_V1_Genesis {
    .with {
      $0.network = network
      $0.ledger = ledger
      $0.time = time.milliseconds
      $0.parameters = parameters.protobuf
      $0.membership = membership.protobuf
      $0.consensusAdmins = consensusAdmins.protobuf
      $0.worldPermissions = worldPermissions.map(\.protobuf)
      $0.tables = tables.map(\.protobuf)
      $0.balances = balances.map(\.protobuf)
    }
  }
}

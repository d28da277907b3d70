import Foundation
import PandoAPI
import PandoLedger
import PandoPrimitives
import SwiftProtobuf

// What the ledger keeps on disk and hashes into the state root.

extension BalanceRow: ProtobufMirrored {
  static func random(_ generator: inout SeededGenerator) -> BalanceRow {
    BalanceRow(amount: generator.amount().adding(Amount(1)) ?? Amount(1))
  }

  var protobuf: Pando_V1_BalanceRow { .with { $0.amount = Data(amount.bytes) } }
}

extension BinaryRow: ProtobufMirrored {
  static func random(_ generator: inout SeededGenerator) -> BinaryRow {
    BinaryRow(value: generator.bytes(0...4_096), owners: generator.addresses(0...64))
  }

  var protobuf: Pando_V1_BinaryRow {
    .with {
      $0.value = Data(value)
      $0.owners = owners.map { Data($0.bytes) }
    }
  }
}

extension MembershipRow: ProtobufMirrored {
  static func random(_ generator: inout SeededGenerator) -> MembershipRow {
    MembershipRow(membership: .random(&generator), validatorsSince: Height(generator.integer()))
  }

  var protobuf: Pando_V1_MembershipRow {
    .with {
      $0.membership = membership.protobuf
      $0.validatorsSince = validatorsSince.value
    }
  }
}

extension ParametersRow: ProtobufMirrored {
  static func random(_ generator: inout SeededGenerator) -> ParametersRow {
    ParametersRow(parameters: .random(&generator), faultModeSince: Height(generator.integer()))
  }

  var protobuf: Pando_V1_ParametersRow {
    .with {
      $0.parameters = parameters.protobuf
      $0.faultModeSince = faultModeSince.value
    }
  }
}

extension RootCountRow: ProtobufMirrored {
  static func random(_ generator: inout SeededGenerator) -> RootCountRow { RootCountRow(count: generator.integer()) }

  var protobuf: Pando_V1_RootCountRow { .with { $0.count = count } }
}

extension TransactionResult: ProtobufMirrored {
  static func random(_ generator: inout SeededGenerator) -> TransactionResult {
    let codes = ResultCode.allCases.filter { $0 != .pending && $0 != .success }
    let refusal = Refusal(
      generator.element(of: codes), generator.text(atMost: 256), generator.text(atMost: 1_024))
    return TransactionResult(
      id: TransactionID(generator.hash()), refusal: generator.boolean() ? refusal : nil, events: .random(&generator))
  }

  var protobuf: Pando_V1_TransactionResult {
    .with {
      $0.id = Data(id.hash.bytes)
      $0.code = Pando_V1_ResultCode(rawValue: Int(code.rawValue)) ?? .pending
      $0.reason = refusal?.reason ?? ""
      $0.message = refusal?.message ?? ""
      $0.events = events.protobuf
    }
  }
}

extension BlockResults: ProtobufMirrored {
  static func random(_ generator: inout SeededGenerator) -> BlockResults {
    BlockResults(generator.list(0...10) { TransactionResult.random(&$0) })
  }

  var protobuf: Pando_V1_BlockResults { .with { $0.results = results.map(\.protobuf) } }
}

package import PandoPrimitives

/// Every reason that the ledger gives for refusing a transaction or an entry, with its code.
///
/// The raw value is what programs read: stable, in `snake_case`, listed in docs/spec/transactions.md. Reasons are never
/// hashed; codes are.
package enum Reason: String, Sendable, CaseIterable {
  // Admission, format and limits.
  case credentialsMalformed = "credentials_malformed"
  case thresholdsMalformed = "thresholds_malformed"
  case entriesMissing = "entries_missing"
  case nonceTooLong = "nonce_too_long"
  case transactionTooLarge = "transaction_too_large"
  case tooManyEntries = "too_many_entries"
  case memoTooLong = "memo_too_long"
  case keyMissing = "key_missing"
  case keyTooLong = "key_too_long"
  case valueTooLong = "value_too_long"
  case wrongChain = "wrong_chain"

  // Admission, lifetime.
  case lifetimeEmpty = "lifetime_empty"
  case expired = "expired"
  case createdInFuture = "created_in_future"
  case lifetimeTooLong = "lifetime_too_long"

  // Making a block.
  case alreadyExecuted = "already_executed"
  case blockFull = "block_full"

  // Rights.
  case needsCreateTable = "needs_create_table"
  case needsRoot = "needs_root"
  case needsTokenAdmin = "needs_token_admin"
  case needsHolder = "needs_holder"
  case needsInsert = "needs_insert"
  case needsTable = "needs_table"
  case needsRow = "needs_row"
  case needsTableOrRow = "needs_table_or_row"
  case needsTableAndRow = "needs_table_and_row"
  case needsConsensusAdmins = "needs_consensus_admins"

  // Tables and rows.
  case tableUnknown = "table_unknown"
  case tableExists = "table_exists"
  case tableReserved = "table_reserved"
  case tableWrongKind = "table_wrong_kind"
  case tableOwnersInvalid = "table_owners_invalid"
  case tableGrantsInvalid = "table_grants_invalid"
  case tableTokenAdminsInvalid = "table_token_admins_invalid"
  case tableDecimalsInvalid = "table_decimals_invalid"
  case rowUnknown = "row_unknown"
  case rowOwnersInvalid = "row_owners_invalid"

  // Assets.
  case amountZero = "amount_zero"
  case amountOverflow = "amount_overflow"
  case moveToSelf = "move_to_self"
  case balanceTooLow = "balance_too_low"
  case balanceMalformed = "balance_malformed"
  case conservationBroken = "conservation_broken"

  // World permissions.
  case permissionsInvalid = "permissions_invalid"
  case lastRoot = "last_root"

  // Members and parameters.
  case changeEmpty = "change_empty"
  case changePending = "change_pending"
  case activationTooSoon = "activation_too_soon"
  case activationTooFar = "activation_too_far"
  case memberInvalid = "member_invalid"
  case memberRepeated = "member_repeated"
  case memberUnknown = "member_unknown"
  case membersTooMany = "members_too_many"
  case validatorsNone = "validators_none"
  case validatorsLost = "validators_lost"
  case quorumUnreachable = "quorum_unreachable"
  case parametersInvalid = "parameters_invalid"

  /// The code that a refusal for this reason carries.
  package var code: ResultCode {
    switch self {
    case .credentialsMalformed, .thresholdsMalformed, .entriesMissing, .nonceTooLong, .transactionTooLarge,
      .tooManyEntries, .memoTooLong, .keyMissing, .keyTooLong, .valueTooLong, .wrongChain:
      .corrupted
    case .lifetimeEmpty, .expired, .createdInFuture, .lifetimeTooLong: .invalidLifetime
    case .alreadyExecuted: .duplicate
    case .blockFull: .noVacancy
    case .needsCreateTable, .needsRoot, .needsTokenAdmin, .needsHolder, .needsInsert, .needsTable, .needsRow,
      .needsTableOrRow, .needsTableAndRow, .needsConsensusAdmins:
      .invalidCredentials
    case .balanceTooLow, .balanceMalformed: .negativeBalance
    case .conservationBroken: .conservationBreak
    case .tableUnknown, .tableExists, .tableReserved, .tableWrongKind, .tableOwnersInvalid, .tableGrantsInvalid,
      .tableTokenAdminsInvalid, .tableDecimalsInvalid, .rowUnknown, .rowOwnersInvalid, .amountZero, .amountOverflow,
      .moveToSelf, .permissionsInvalid, .lastRoot, .changeEmpty, .changePending, .activationTooSoon,
      .activationTooFar, .memberInvalid, .memberRepeated, .memberUnknown, .membersTooMany, .validatorsNone,
      .validatorsLost, .quorumUnreachable, .parametersInvalid:
      .invalidOperation
    }
  }
}

extension Refusal {
  /// A refusal for `reason`; `message` says what was wrong and what to do about it.
  package init(_ reason: Reason, _ message: String) {
    self.init(reason.code, reason.rawValue, message)
  }
}

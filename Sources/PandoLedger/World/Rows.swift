package import PandoPrimitives

/// A row of an asset table: what an address holds. A balance of zero has no row.
///
/// Field 2 is kept for accounts that are registered, field 3 for a minimum above zero.
package struct BalanceRow: Hashable, Sendable, CanonicalMessage {
  package let amount: Amount

  package init(amount: Amount) { self.amount = amount }

  package func encode(to encoder: inout CanonicalEncoder) { encoder.bytes(1, amount.bytes) }

  package init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    amount = try decoder.amount(1)
    guard amount > .zero else { throw .missing(field: 1) }
  }
}

/// A row of a binary table.
package struct BinaryRow: Hashable, Sendable, CanonicalMessage {
  package let value: [UInt8]
  /// Strictly ascending; may be empty.
  package let owners: [Address]

  package init(value: [UInt8], owners: [Address]) {
    self.value = value
    self.owners = owners
  }

  package func encode(to encoder: inout CanonicalEncoder) {
    encoder.bytes(1, value)
    encoder.repeatedBytes(2, owners.map(\.bytes))
  }

  package init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    value = try decoder.bytes(1, atMost: Put.valueByteCountMax)
    owners = try decoder.addresses(2, atMost: TableDescriptor.addressCountMax)
  }
}

/// The members from a height on.
package struct MembershipRow: Hashable, Sendable, CanonicalMessage {
  package let membership: Membership
  /// The first height of the unbroken run, up to this one, that has exactly these validators.
  package let validatorsSince: Height

  package init(membership: Membership, validatorsSince: Height) {
    self.membership = membership
    self.validatorsSince = validatorsSince
  }

  package func encode(to encoder: inout CanonicalEncoder) {
    encoder.message(1, membership)
    encoder.integer(2, validatorsSince.value)
  }

  package init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    membership = try decoder.message(1)
    validatorsSince = Height(try decoder.integer(2))
  }
}

/// The parameters from a height on.
package struct ParametersRow: Hashable, Sendable, CanonicalMessage {
  package let parameters: ChainParameters
  /// The first height of the unbroken run, up to this one, that has this fault mode.
  package let faultModeSince: Height

  package init(parameters: ChainParameters, faultModeSince: Height) {
    self.parameters = parameters
    self.faultModeSince = faultModeSince
  }

  package func encode(to encoder: inout CanonicalEncoder) {
    encoder.message(1, parameters)
    encoder.integer(2, faultModeSince.value)
  }

  package init(from decoder: inout CanonicalDecoder) throws(DecodingError) {
    parameters = try decoder.message(1)
    faultModeSince = Height(try decoder.integer(2))
  }
}

/// How many addresses hold the world permission `root`, so that the last one is known without looking at all.
package struct RootCountRow: Hashable, Sendable, CanonicalMessage {
  package let count: UInt64

  package init(count: UInt64) { self.count = count }

  package func encode(to encoder: inout CanonicalEncoder) { encoder.integer(1, count) }

  package init(from decoder: inout CanonicalDecoder) throws(DecodingError) { count = try decoder.integer(1) }
}

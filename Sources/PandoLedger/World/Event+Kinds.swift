import PandoPrimitives
import PandoStorage

/// The events that entries report (docs/spec/transactions.md, "Events"). Addresses are their 33 bytes, amounts their
/// minimal big-endian bytes, heights eight bytes, the highest first.
extension Event {
  static func tableCreated(_ descriptor: TableDescriptor) -> Event {
    Event(
      kind: "table.created", source: descriptor.name.description,
      attributes: [Attribute(name: "kind", value: [UInt8(descriptor.kind.rawValue)])])
  }

  static func assetMinted(_ mint: Mint) -> Event {
    Event(
      kind: "asset.minted", source: mint.table.description,
      attributes: [.address("to", mint.to), .amount(mint.amount)])
  }

  static func assetBurned(_ burn: Burn) -> Event {
    Event(
      kind: "asset.burned", source: burn.table.description,
      attributes: [.address("from", burn.from), .amount(burn.amount)])
  }

  static func assetMoved(_ move: Move) -> Event {
    Event(
      kind: "asset.moved", source: move.table.description,
      attributes: [.address("from", move.from), .address("to", move.to), .amount(move.amount)])
  }

  static func rowInserted(_ put: Put) -> Event { row("row.inserted", put.table, put.key) }

  static func rowUpdated(_ put: Put) -> Event { row("row.updated", put.table, put.key) }

  static func rowDeleted(_ delete: Delete) -> Event { row("row.deleted", delete.table, delete.key) }

  static func permissionsChanged(_ grant: WorldGrant) -> Event {
    Event(
      kind: "permissions.changed", source: SystemTable.permissions.rawValue,
      attributes: [
        .address("address", grant.address),
        Attribute(name: "permissions", value: [UInt8](ordered: grant.permissions.rawValue)),
      ])
  }

  /// The members themselves may be larger than an attribute; they are a row.
  static func membersChanged(_ validators: ValidatorSet, activation: Height) -> Event {
    Event(
      kind: "members.changed", source: SystemTable.members.rawValue,
      attributes: [.height("activation", activation), Attribute(name: "validators", value: validators.hash.bytes)])
  }

  static func parametersChanged(_ parameters: ChainParameters, activation: Height) -> Event {
    Event(
      kind: "parameters.changed", source: SystemTable.parameters.rawValue,
      attributes: [
        .height("activation", activation), Attribute(name: "parameters", value: parameters.canonicalBytes),
      ])
  }

  private static func row(_ kind: String, _ table: TableName, _ key: [UInt8]) -> Event {
    Event(kind: kind, source: table.description, attributes: [Attribute(name: "key", value: key)])
  }
}

extension Event.Attribute {
  fileprivate static func address(_ name: String, _ address: Address) -> Event.Attribute {
    Event.Attribute(name: name, value: address.bytes)
  }

  fileprivate static func amount(_ amount: Amount) -> Event.Attribute {
    Event.Attribute(name: "amount", value: amount.bytes)
  }

  fileprivate static func height(_ name: String, _ height: Height) -> Event.Attribute {
    Event.Attribute(name: name, value: [UInt8](ordered: height.value))
  }
}

public import PandoPrimitives

extension BlockHeader: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case chainId, height, view, parentId, time, proposer, transactionCount, transactionsDigest, historySize
    case historyRoot, stateRoot, writeSetDigest, eventsDigest, parametersHash, validatorsHash
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    self.init(
      chainID: try values[.chainId], height: try values[.height], view: try values[.view],
      parentID: try values[.parentId], time: try values[.time], proposer: try values[.proposer],
      transactionCount: try values[.transactionCount], transactionsDigest: try values[.transactionsDigest],
      historySize: try values[.historySize], historyRoot: try values[.historyRoot],
      stateRoot: try values[.stateRoot], writeSetDigest: try values[.writeSetDigest],
      eventsDigest: try values[.eventsDigest], parametersHash: try values[.parametersHash],
      validatorsHash: try values[.validatorsHash])
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(chainID, forKey: .chainId)
    try values.encode(height, forKey: .height)
    try values.encode(view, forKey: .view)
    try values.encode(parentID, forKey: .parentId)
    try values.encode(time, forKey: .time)
    try values.encode(proposer, forKey: .proposer)
    try values.encode(transactionCount, forKey: .transactionCount)
    try values.encode(transactionsDigest, forKey: .transactionsDigest)
    try values.encode(historySize, forKey: .historySize)
    try values.encode(historyRoot, forKey: .historyRoot)
    try values.encode(stateRoot, forKey: .stateRoot)
    try values.encode(writeSetDigest, forKey: .writeSetDigest)
    try values.encode(eventsDigest, forKey: .eventsDigest)
    try values.encode(parametersHash, forKey: .parametersHash)
    try values.encode(validatorsHash, forKey: .validatorsHash)
  }
}

extension Event: Codable {
  private enum Key: String, CodingKey, CaseIterable { case kind, source, attributes }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    self.init(
      kind: try values[.kind], source: try values[.source], attributes: try values[.attributes, default: []])
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(kind, forKey: .kind)
    try values.encode(source, forKey: .source)
    try values.encode(attributes, forKey: .attributes)
  }
}

extension Event.Attribute: Codable {
  private enum Key: String, CodingKey, CaseIterable { case name, value }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    let value: HexadecimalBytes = try values[.value]
    self.init(name: try values[.name], value: value.bytes)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(name, forKey: .name)
    try values.encode(HexadecimalBytes(value), forKey: .value)
  }
}

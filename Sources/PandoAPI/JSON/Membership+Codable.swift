public import PandoPrimitives

extension Validator: Codable {
  private enum Key: String, CodingKey, CaseIterable { case key, weight, name }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    self.init(
      key: try values[.key], weight: try values[.weight, default: 1], name: try values[.name, default: ""])
    guard key.scheme == .ed25519 else { throw decoder.problem("the key of a node is an Ed25519 key (scheme byte 01)") }
    guard (1...Validator.weightMax).contains(weight) else {
      throw decoder.problem("the weight of a validator is between 1 and \(Validator.weightMax)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(key, forKey: .key)
    try values.encode(weight, forKey: .weight)
    try values.encode(name, forKey: .name)
  }
}

extension ApplicationNode: Codable {
  private enum Key: String, CodingKey, CaseIterable { case key, name }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    self.init(key: try values[.key], name: try values[.name, default: ""])
    guard key.scheme == .ed25519 else { throw decoder.problem("the key of a node is an Ed25519 key (scheme byte 01)") }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(key, forKey: .key)
    try values.encode(name, forKey: .name)
  }
}

extension ChangeMembers: Codable {
  private enum Key: String, CodingKey, CaseIterable { case validators, applicationNodes, removed, activation }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strict(Key.self)
    self.init(
      validators: try values[.validators, default: []], applicationNodes: try values[.applicationNodes, default: []],
      removed: try values[.removed, default: []], activation: try values[.activation])
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(validators, forKey: .validators)
    try values.encode(applicationNodes, forKey: .applicationNodes)
    try values.encode(removed, forKey: .removed)
    try values.encode(activation, forKey: .activation)
  }
}

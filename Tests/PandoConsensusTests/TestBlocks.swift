import PandoPrimitives

/// All blocks that anyone built in a run: who fetches one always gets it.
struct TestBlocks {
  private static let proposer = testValidators(weights: [1], mode: .crash).validators[0].key
  static let root = Self.header(height: 0, view: 0, parent: .zero, time: 0)

  private var headers: [BlockID: BlockHeader] = [:]
  private var names: [BlockID: String] = [:]
  private var invalid: Set<BlockID> = []
  /// The transactions in a block and its ancestors, one bit for each.
  private var included: [BlockID: UInt64] = [:]
  /// Where the epoch ends; nil when it goes on for ever.
  let lastHeight: UInt64?

  init(lastHeight: UInt64?) {
    self.lastHeight = lastHeight
    headers[Self.root.id] = Self.root
    names[Self.root.id] = "root"
  }

  private static func header(height: UInt64, view: UInt64, parent: Hash, time: UInt64) -> BlockHeader {
    BlockHeader(
      chainID: .zero, height: Height(height), view: View(view), parentID: parent,
      time: Timestamp(milliseconds: time), proposer: proposer,
      transactionCount: 0, transactionsDigest: Block.transactionsDigest([]), historySize: 0, historyRoot: .zero,
      stateRoot: .zero, writeSetDigest: .zero, eventsDigest: .zero, parametersHash: .zero, validatorsHash: .zero)
  }

  /// A new block; its number in the order of building makes it unlike any other.
  mutating func build(
    on parent: BlockID, view: View, transactions: UInt64 = 0, isValid: Bool = true
  ) -> BlockID {
    let height = header(parent).height.value + 1
    let number = headers.count - 1
    let header = Self.header(height: height, view: view.value, parent: parent.hash, time: UInt64(number) + 1)
    headers[header.id] = header
    included[header.id] = transactions | transactionsIncluded(in: parent)
    names[header.id] = number < 26 ? String(UnicodeScalar(UInt8(65 + number))) : "b\(number)"
    if !isValid { invalid.insert(header.id) }
    return header.id
  }

  func transactionsIncluded(in block: BlockID) -> UInt64 { included[block] ?? 0 }
  func header(_ id: BlockID) -> BlockHeader { headers[id]! }
  func name(_ id: BlockID) -> String { names[id] ?? id.hash.short }
  func height(_ id: BlockID) -> UInt64 { header(id).height.value }
  func parent(_ id: BlockID) -> BlockID { BlockID(header(id).parentID) }
  func isEpochEnd(_ id: BlockID) -> Bool { height(id) == lastHeight }
  func named(_ name: String) -> BlockID? { names.first { $0.value == name }?.key }

  /// What executing the block would say.
  func isValid(_ id: BlockID, reproposed: Bool) -> Bool {
    if reproposed { return isEpochEnd(id) }
    let header = header(id)
    return !invalid.contains(id) && header.height.value == height(parent(id)) + 1
      && header.height.value <= lastHeight ?? .max && header.view > self.header(parent(id)).view
  }
}

/// Validators with these weights; their keys are their places.
func testValidators(weights: [UInt64], mode: FaultMode) -> ValidatorSet {
  let validators = weights.enumerated().map { place, weight in
    var bytes = [UInt8](repeating: 0, count: 32)
    bytes[0] = UInt8(place)
    return Validator(key: PublicKey(scheme: .ed25519, rawBytes: bytes)!, weight: weight)
  }
  return ValidatorSet(Membership(validators: validators)!, faultMode: mode)
}

import PandoLedger
import PandoPrimitives
import PandoStorage
import Testing

/// That the committed form allows the proofs of docs/spec/state-tree.md: a verifier that knows the root alone, written
/// from that page, is convinced by the nodes on the way and by nothing else.
@Suite struct StateTreeProofTests {
  @Test(arguments: 0..<10 as Range<UInt64>)
  func pathProvesPresenceAndAbsence(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var tree = StateTreeFixture()
    try tree.update(random.changes(random.below(60), existing: []))
    let root = try tree.view.tree().root
    let nodes = StateTreeReference(tree.hashes).records
    for key in tree.entries.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) + random.awkwardKeys(30) {
      let proof = nodesOnTheWay(to: key, in: nodes)
      #expect(verify(proof, of: key, against: root) == .proven(tree.hashes[key]))
      for index in proof.indices {
        var forged = proof
        forged[index][random.below(forged[index].count)] ^= 1 << UInt8(random.below(8))
        #expect(verify(forged, of: key, against: root) == .refused)
        #expect(verify(Array(proof.prefix(index)), of: key, against: root) == .refused)
      }
      #expect(verify(proof + [[]], of: key, against: root) == .refused)
    }
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func openedTreeProvesThatARangeIsComplete(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var tree = StateTreeFixture()
    try tree.update(random.changes(random.below(60), existing: []))
    let root = try tree.view.tree().root
    let nodes = StateTreeReference(tree.hashes).records
    for _ in 0..<30 {
      let bounds = random.awkwardKeys(2).sorted { $0.lexicographicallyPrecedes($1) }
      let range = RangeOfCodes(lower: codeOf(bounds[0]), upper: codeOf(bounds[1]))
      let proof = nodesOpened(by: range, in: nodes)
      let expected = tree.hashes.filter {
        KeyRange(lower: bounds[0], upper: bounds[1]).contains($0.key)
      }
      #expect(entries(in: range, provenBy: proof, against: root) == expected)
      guard !proof.isEmpty else { continue }
      var forged = proof
      forged.remove(at: random.below(proof.count))
      #expect(entries(in: range, provenBy: forged, against: root) == nil)
      #expect(entries(in: range, provenBy: proof + [proof[0]], against: root) == nil)
    }
  }
}

// MARK: The verifier

/// A node as a proof shows it: the bytes of its record.
private enum ShownNode {
  case leaf(key: [UInt8], valueHash: Hash)
  case inner(prefix: [UInt8], left: Hash, right: Hash)

  init?(_ record: [UInt8]) {
    guard record.count >= 33, let first = Hash(bytes: record[1..<33]) else { return nil }
    switch record[0] {
    case 1: self = .leaf(key: Array(record[33...]), valueHash: first)
    case 2:
      guard record.count > 65, let second = Hash(bytes: record[33..<65]) else { return nil }
      self = .inner(prefix: unmarked(Array(record[65...])), left: first, right: second)
    default: return nil
    }
  }

  static func hash(_ record: [UInt8]) -> Hash {
    Hash(record.first == 1 ? .stateLeaf : .stateNode, Array(record.dropFirst()))
  }
}

private enum Verdict: Equatable {
  case refused
  /// What the key is proven to have; nil when it is proven to be absent.
  case proven(Hash?)
}

private func verify(_ proof: [[UInt8]], of key: [UInt8], against root: Hash) -> Verdict {
  if proof.isEmpty { return root == StateTree.emptyRoot ? .proven(nil) : .refused }
  let code = codeOf(key)
  var expected = root
  for (index, record) in proof.enumerated() {
    guard let node = ShownNode(record), ShownNode.hash(record) == expected else { return .refused }
    let isLast = index == proof.count - 1
    switch node {
    case .inner(let prefix, let left, let right) where code.starts(with: prefix):
      if isLast { return .refused }
      expected = code[prefix.count] == 0 ? left : right
    case .inner: return isLast ? .proven(nil) : .refused
    case .leaf(let found, let valueHash): return isLast ? .proven(found == key ? valueHash : nil) : .refused
    }
  }
  return .refused
}

/// The codes from `lower` up to, and without, `upper`.
private struct RangeOfCodes {
  let lower: [UInt8]
  let upper: [UInt8]

  /// Whether a code that begins with `bits` may lie in the range.
  func meets(_ bits: [UInt8]) -> Bool {
    let allBefore = bits.lexicographicallyPrecedes(lower) && !lower.starts(with: bits)
    return !allBefore && bits.lexicographicallyPrecedes(upper)
  }
}

/// Nil unless `proof` holds, from left to right and each node before its children, exactly the nodes that the range
/// obliges the prover to open.
private func entries(in range: RangeOfCodes, provenBy proof: [[UInt8]], against root: Hash) -> [[UInt8]: Hash]? {
  var rest = proof[...]
  var entries: [[UInt8]: Hash] = [:]
  func open(_ position: [UInt8], _ expected: Hash) -> Bool {
    guard range.meets(position), expected != StateTree.emptyRoot else { return true }
    guard let record = rest.popFirst(), let node = ShownNode(record), ShownNode.hash(record) == expected else {
      return false
    }
    switch node {
    case .leaf(let key, let valueHash):
      if range.meets(codeOf(key)) { entries[key] = valueHash }
      return true
    case .inner(let prefix, let left, let right):
      return prefix.starts(with: position) && open(prefix + [0], left) && open(prefix + [1], right)
    }
  }
  return open([], root) && rest.isEmpty ? entries : nil
}

// MARK: The prover

private func nodesOnTheWay(to key: [UInt8], in nodes: [[UInt8]: [UInt8]]) -> [[UInt8]] {
  let code = codeOf(key)
  var proof: [[UInt8]] = []
  var position: [UInt8] = []
  while let record = nodes[marked(position)] {
    proof.append(record)
    guard case .inner(let prefix, _, _) = ShownNode(record), code.starts(with: prefix) else { break }
    position = Array(code.prefix(prefix.count + 1))
  }
  return proof
}

private func nodesOpened(by range: RangeOfCodes, in nodes: [[UInt8]: [UInt8]]) -> [[UInt8]] {
  var proof: [[UInt8]] = []
  func open(_ position: [UInt8]) {
    guard range.meets(position), let record = nodes[marked(position)] else { return }
    proof.append(record)
    guard case .inner(let prefix, _, _) = ShownNode(record) else { return }
    open(prefix + [0])
    open(prefix + [1])
  }
  open([])
  return proof
}

extension SplitMix {
  fileprivate mutating func awkwardKeys(_ count: Int) -> [[UInt8]] { (0..<count).map { _ in awkwardKey() } }
}

import PandoPrimitives

/// Whoever lacks a block that a quorum took asks one validator after another for it (docs/spec/peers.md): not the same
/// one again and again while others are connected.
struct AskingChecker {
  private struct Asked {
    let peer: PublicKey
    /// The validators it is connected with, in its own order.
    let validators: [PublicKey]
    var times: Int
  }

  /// By node: whom it asked last for which block.
  private var last: [[BlockID: Asked]]

  init(nodeCount: Int) { last = Array(repeating: [:], count: nodeCount) }

  mutating func asks(
    _ peer: PublicKey, for block: BlockID, of validators: [PublicKey], node: Int, name: String,
    _ findings: inout Findings
  ) {
    var asked = Asked(peer: peer, validators: validators, times: 1)
    if let earlier = last[node][block], earlier.peer == peer, earlier.validators == validators, validators.count > 1 {
      asked.times += earlier.times
    }
    last[node][block] = asked
    // Twice may be by chance: the block was there meanwhile, and had to make room.
    findings.require(
      asked.times < 3, "Asking",
      "\(name) asks the same validator for block \(block.hash.short) time after time, and is connected with "
        + "\(validators.count)")
  }

  /// A node ends, and its memory with it.
  mutating func ends(node: Int) { last[node] = [:] }
}

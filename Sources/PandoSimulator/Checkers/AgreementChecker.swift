import PandoPrimitives

/// One block at each height, the same on all nodes, each on the one below, with one state and one history.
struct AgreementChecker {
  private struct Agreed {
    let id: BlockID
    let stateRoot: Hash
    let historyRoot: Hash
    let time: Timestamp
    let view: View
  }

  private let chainID: Hash
  private let genesisTime: Timestamp
  /// By height from 1.
  private var blocks: [Agreed] = []
  private var views: [BlockID: View] = [:]

  init(chainID: Hash, genesisTime: Timestamp) {
    self.chainID = chainID
    self.genesisTime = genesisTime
  }

  var height: Int { blocks.count }
  /// The time of the last block.
  var time: Timestamp { blocks.last?.time ?? genesisTime }

  /// The view of a block that is final; nil of one that is not.
  func view(of id: BlockID) -> View? { id.hash == chainID ? View(0) : views[id] }

  /// Whether nobody had this height before.
  /// - Parameter timeMax: what the fastest clock of those that are not expendable can say, and what is granted beyond.
  mutating func isNew(
    _ header: BlockHeader, at node: String, timeMax: Timestamp, _ findings: inout Findings
  ) -> Bool {
    let height = Int(header.height.value)
    let id = header.id
    if height <= blocks.count, height >= 1 {
      let agreed = blocks[height - 1]
      findings.require(
        agreed.id == id, "Agreement",
        "\(node) has block \(id.hash.short) at height \(height), others \(agreed.id.hash.short)")
      findings.require(
        agreed.stateRoot == header.stateRoot && agreed.historyRoot == header.historyRoot, "Agreement",
        "\(node) has other roots at height \(height)")
      return false
    }
    findings.require(
      height == blocks.count + 1, "Agreement", "\(node) has height \(height), and nobody has \(blocks.count + 1)")
    findings.require(
      header.parentID == blocks.last?.id.hash ?? chainID, "Agreement",
      "the block at height \(height) stands on another than that below it")
    findings.require(
      header.time > blocks.last?.time ?? genesisTime, "Agreement", "time runs back at height \(height)")
    findings.require(
      header.time <= timeMax, "Agreement", "the block at height \(height) is dated \(header.time), after \(timeMax)")
    findings.require(
      header.view.value > blocks.last?.view.value ?? 0, "Agreement", "views run back at height \(height)")
    views[id] = header.view
    blocks.append(
      Agreed(
        id: id, stateRoot: header.stateRoot, historyRoot: header.historyRoot, time: header.time, view: header.view))
    return true
  }
}

import PandoPrimitives

extension StateTreeHasher {
  /// A node whose left side is whole.
  private struct Open {
    let joint: Int
    let bit: Int
    let left: Hash
    let isChanged: Bool
  }

  /// Makes the hashes of the nodes between neighbours, but for those under which nothing is changed.
  ///
  /// A node is whole when a node with a lower bit follows, which is above it. So one pass over the joints with a stack
  /// is enough.
  /// - Returns: the topmost node.
  mutating func join(
    _ items: [StatePage.Item], _ paths: [UInt8], _ joints: inout [StatePage.Joint], isChanged: (Int) -> Bool
  ) -> StatePage.Joint {
    var open: [Open] = []
    open.reserveCapacity(16)
    var hash = items[0].hash
    var changed = isChanged(0)
    for index in 1...items.count {
      // Behind the last subtree all nodes are whole.
      let bit = index < items.count ? joints[index - 1].bit : -1
      while let last = open.last, last.bit > bit {
        open.removeLast()
        changed = changed || last.isChanged
        if changed {
          let start = Int(items[index - 1].pathStart)
          joints[last.joint].hash = node(last.left, hash, paths: paths, from: start, partingBit: last.bit)
        }
        hash = joints[last.joint].hash
        if open.isEmpty, index == items.count { return joints[last.joint] }
      }
      guard index < items.count else { break }
      open.append(Open(joint: index - 1, bit: bit, left: hash, isChanged: changed))
      hash = items[index].hash
      changed = isChanged(index)
    }
    preconditionFailure("Two neighbours have a node above them.")
  }
}

/// Who calls whom. Nodes are numbered; those that call each other in a circle are in one component.
struct CallGraph {
  private(set) var callees: [[Int]]

  init(nodeCount: Int) { callees = Array(repeating: [], count: nodeCount) }

  mutating func add(from caller: Int, to callee: Int) { callees[caller].append(callee) }

  /// For each node the nodes that reach one of `targets`, themselves among them.
  func reaching(_ targets: [Int]) -> [Bool] {
    var callers: [[Int]] = Array(repeating: [], count: callees.count)
    for (caller, list) in callees.enumerated() {
      for callee in list { callers[callee].append(caller) }
    }
    var reaches = Array(repeating: false, count: callees.count)
    var waiting = targets
    for target in targets { reaches[target] = true }
    while let node = waiting.popLast() {
      for caller in callers[node] where !reaches[caller] {
        reaches[caller] = true
        waiting.append(caller)
      }
    }
    return reaches
  }

  /// For each node the number of its strongly connected component (Tarjan 1972, with a stack of its own).
  var components: [Int] {
    var order: [Int?] = Array(repeating: nil, count: callees.count)
    var low = Array(repeating: 0, count: callees.count)
    var component = Array(repeating: -1, count: callees.count)
    var stack: [Int] = []
    var next = 0
    var componentCount = 0
    for root in callees.indices where order[root] == nil {
      var path: [(node: Int, edge: Int)] = [(root, 0)]
      while let (node, edge) = path.last {
        if edge == 0 {
          order[node] = next
          low[node] = next
          next += 1
          stack.append(node)
        }
        if edge < callees[node].count {
          path[path.count - 1].edge += 1
          let callee = callees[node][edge]
          if order[callee] == nil {
            path.append((callee, 0))
          } else if component[callee] < 0 {
            low[node] = min(low[node], order[callee] ?? 0)
          }
          continue
        }
        path.removeLast()
        if let caller = path.last { low[caller.node] = min(low[caller.node], low[node]) }
        guard low[node] == order[node] else { continue }
        while let member = stack.popLast() {
          component[member] = componentCount
          if member == node { break }
        }
        componentCount += 1
      }
    }
    return component
  }
}

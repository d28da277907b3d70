import PandoAPI
import PandoPrimitives

/// The table of a network's nodes.
package enum StatusBoard {
  /// One line for each node under a line of titles.
  /// - Parameter loads: by node, its share of one processor in percent, where that is known.
  package static func lines(_ reports: [NodeReport], loads: [Int?] = [], style: Style) -> [String] {
    var table = TextTable([
      ("NODE", .left), ("STATE", .left), ("HEIGHT", .right), ("VIEW", .right), ("PEERS", .right), ("POOL", .right),
      ("STATE ROOT", .left), ("CPU", .right), ("MEMORY", .right), ("REST", .left),
    ])
    for (index, report) in reports.enumerated() {
      let node = report.node
      let load = loads.indices.contains(index) ? loads[index] : nil
      table.append([
        .init(report.name), state(report, style), .init(text(node?.atHeight)), .init(text(node?.view)),
        .init(text(node?.peers.count)), .init(text(node?.mempool.count)), .init(node?.stateRoot.short ?? "-"),
        .init(load.map { "\($0) %" } ?? "-"), .init(report.residentBytes.map { "\($0 >> 20) MB" } ?? "-"),
        .init(report.url),
      ])
    }
    return table.lines(style: style)
  }

  private static func state(_ report: NodeReport, _ style: Style) -> TextTable.Cell {
    switch report.node {
    case nil: .init(report.process == nil ? "down" : "starting", style.bad)
    case let node? where node.isSyncing: .init("syncing", style.dim)
    case _? where !report.isReady: .init("waiting", style.dim)
    case let node?: .init(node.role.rawValue, style.good)
    }
  }

  private static func text(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "-" }
}

/// How busy processes are, worked out from two readings of their processor time.
package struct LoadMeter {
  package init() {}

  private var last: [(process: ProcessID, milliseconds: UInt64, at: ContinuousClock.Instant)?] = []

  /// The share of one processor that each node used since the last reading, in percent.
  package mutating func loads(_ reports: [NodeReport], at now: ContinuousClock.Instant) -> [Int?] {
    let readings = reports.map { report -> (process: ProcessID, milliseconds: UInt64, at: ContinuousClock.Instant)? in
      guard let process = report.process, let used = report.processorMilliseconds else { return nil }
      return (process, used, now)
    }
    defer { last = readings }
    guard last.count == readings.count else { return readings.map { _ in nil } }
    return zip(last, readings).map { before, after in
      guard let before, let after, before.process == after.process, after.milliseconds >= before.milliseconds else {
        return nil
      }
      let (seconds, attoseconds) = (after.at - before.at).components
      let elapsed = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
      return elapsed > 0 ? Int((Int64(after.milliseconds - before.milliseconds) * 100 + elapsed / 2) / elapsed) : nil
    }
  }
}

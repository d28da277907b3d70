package import PandoPrimitives

/// A process of this machine, by the kernel's number.
package typealias ProcessID = Int32

/// Decides which nodes of a local network to start, restart and stop. It owns no process and no clock: the runner tells
/// it what happened and when, and carries out what it answers.
package struct Supervisor {
  /// What a node is doing.
  package enum State: Equatable {
    /// Nobody runs it, and it is not to be started.
    case down
    /// To be started again at this time.
    case waiting(until: Timestamp)
    /// Being started.
    case spawning
    /// Our process, which has not said yet that it is ready.
    case starting(ProcessID)
    /// Our process, ready since then.
    case running(ProcessID, since: Timestamp)
    /// Somebody else runs it, from another terminal perhaps.
    case elsewhere(ProcessID)
    /// Our process, asked to end at this time.
    case stopping(ProcessID, since: Timestamp)
  }

  package enum Event: Equatable {
    case start
    /// The process of a node runs.
    case spawned(Int, ProcessID)
    /// The process could not be made.
    case couldNotSpawn(Int, String)
    /// Another process runs this node already.
    case held(Int, by: ProcessID)
    /// No other process runs this node any more.
    case released(Int)
    /// Our process of a node ended; in words, how, and whether it would end so again at once.
    case ended(Int, ProcessID, how: String, isLasting: Bool = false)
    /// A node says that it is ready.
    case ready(Int)
    case tick
    /// Stop everything; a second time, at once.
    case stop
  }

  package enum Effect: Equatable {
    /// Start a node; answer `spawned`, `couldNotSpawn` or `held`.
    case spawn(Int)
    /// See who runs a node; answer `held` or `released`.
    case inspect(Int)
    case terminate(ProcessID)
    case kill(ProcessID)
    case tell(Notice)
    /// Nothing of ours runs any more.
    case finish
  }

  /// What a person who watches wants to know.
  package enum Notice: Equatable {
    case ready(Int)
    case ended(Int, how: String, restart: UInt64?)
    case couldNotSpawn(Int, String)
    case elsewhere(Int, ProcessID)
    case killed(Int)
  }

  package struct Node: Equatable {
    package var state = State.down
    /// How often in a row it ended without having been ready for a while.
    package var failures = 0
    /// Whether it ended for a reason that starting it again does not mend.
    package var isBeyondUs = false
  }

  package struct Policy {
    /// Whether a node that ended is started again.
    package var restarts = true
    /// The pauses before it is, by the number of failures; the last for all more.
    package var pausesMilliseconds: [UInt64] = [200, 500, 1_000, 2_000, 5_000, 10_000]
    /// How long a node must have been ready for its failures to be forgotten.
    package var soundMilliseconds: UInt64 = 10_000
    /// How long a node may take to end before it is killed.
    package var stopMilliseconds: UInt64 = 10_000

    package init() {}
  }

  package private(set) var nodes: [Node]
  package private(set) var isStopping = false
  private let policy: Policy

  package init(nodeCount: Int, policy: Policy = Policy()) {
    nodes = Array(repeating: Node(), count: nodeCount)
    self.policy = policy
  }

  package mutating func handle(_ event: Event, at now: Timestamp) -> [Effect] {
    switch event {
    case .start: return nodes.indices.map { spawn($0) }
    case .spawned(let node, let process): return spawned(node, process, now)
    case .couldNotSpawn(let node, let why): return couldNotSpawn(node, why, now)
    case .held(let node, let process): return held(node, process)
    case .released(let node): return released(node)
    case .ended(let node, let process, let how, let isLasting): return ended(node, process, how, isLasting, now)
    case .ready(let node): return ready(node, now)
    case .tick: return tick(now)
    case .stop: return stop(now)
    }
  }

  private mutating func spawn(_ node: Int) -> Effect {
    nodes[node].state = .spawning
    return .spawn(node)
  }

  private mutating func spawned(_ node: Int, _ process: ProcessID, _ now: Timestamp) -> [Effect] {
    guard !isStopping else {
      nodes[node].state = .stopping(process, since: now)
      return [.terminate(process)]
    }
    nodes[node].state = .starting(process)
    return []
  }

  private mutating func couldNotSpawn(_ node: Int, _ why: String, _ now: Timestamp) -> [Effect] {
    _ = pause(node, now)
    return [.tell(.couldNotSpawn(node, why))] + finishIfDone()
  }

  private mutating func held(_ node: Int, _ process: ProcessID) -> [Effect] {
    let known = nodes[node].state
    switch known {
    case .spawning, .down, .waiting, .elsewhere:
      nodes[node].state = .elsewhere(process)
      nodes[node].isBeyondUs = false
    case .starting, .running, .stopping: return []
    }
    let isNews = known != nodes[node].state
    return (isNews ? [.tell(.elsewhere(node, process))] : []) + finishIfDone()
  }

  private mutating func released(_ node: Int) -> [Effect] {
    guard case .elsewhere = nodes[node].state else { return [] }
    guard policy.restarts, !isStopping else {
      nodes[node].state = .down
      return []
    }
    return [spawn(node)]
  }

  private mutating func ready(_ node: Int, _ now: Timestamp) -> [Effect] {
    guard case .starting(let process) = nodes[node].state else { return [] }
    nodes[node].state = .running(process, since: now)
    return [.tell(.ready(node))]
  }

  private mutating func ended(
    _ node: Int, _ process: ProcessID, _ how: String, _ isLasting: Bool, _ now: Timestamp
  ) -> [Effect] {
    switch nodes[node].state {
    case .stopping(process, _):
      nodes[node].state = .down
      return finishIfDone()
    case .running(process, let since):
      if now.milliseconds(since: since) >= policy.soundMilliseconds { nodes[node].failures = 0 }
    case .starting(process): break
    default: return []
    }
    nodes[node].isBeyondUs = isLasting
    return [.tell(.ended(node, how: how, restart: pause(node, now)))] + finishIfDone()
  }

  /// Counts a failure and says how long to wait before the next start; nil when there is none.
  private mutating func pause(_ node: Int, _ now: Timestamp) -> UInt64? {
    nodes[node].failures += 1
    guard policy.restarts, !isStopping, !nodes[node].isBeyondUs else {
      nodes[node].state = .down
      return nil
    }
    let pauses = policy.pausesMilliseconds
    let pause = pauses[min(nodes[node].failures, pauses.count) - 1]
    nodes[node].state = .waiting(until: now.advanced(byMilliseconds: pause))
    return pause
  }

  private mutating func tick(_ now: Timestamp) -> [Effect] {
    var effects: [Effect] = []
    for node in nodes.indices {
      switch nodes[node].state {
      case .waiting(let until) where now >= until: effects.append(spawn(node))
      case .down where !isStopping, .elsewhere: effects.append(.inspect(node))
      case .stopping(let process, let since) where now.milliseconds(since: since) >= policy.stopMilliseconds:
        nodes[node].state = .stopping(process, since: now)
        effects += [.kill(process), .tell(.killed(node))]
      default: break
      }
    }
    return effects
  }

  private mutating func stop(_ now: Timestamp) -> [Effect] {
    let isSecond = isStopping
    isStopping = true
    var effects: [Effect] = []
    for node in nodes.indices {
      switch nodes[node].state {
      case .starting(let process), .running(let process, _):
        nodes[node].state = .stopping(process, since: now)
        effects.append(.terminate(process))
      case .stopping(let process, _) where isSecond: effects.append(.kill(process))
      case .waiting: nodes[node].state = .down
      case .down, .spawning, .elsewhere, .stopping: break
      }
    }
    return effects + finishIfDone()
  }

  private func finishIfDone() -> [Effect] {
    let isDone = nodes.allSatisfy { node in
      switch node.state {
      case .down, .elsewhere: true
      case .waiting, .spawning, .starting, .running, .stopping: false
      }
    }
    return isStopping && isDone ? [.finish] : []
  }
}

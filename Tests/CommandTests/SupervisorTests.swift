import PandoPrimitives
import Testing
import pando

/// Which nodes are started, restarted and stopped, and when.
@Suite struct SupervisorTests {
  private func at(_ milliseconds: UInt64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

  /// A supervisor whose nodes are all ready at time 0, as processes 100, 101, ….
  private func running(_ count: Int, policy: Supervisor.Policy = .init()) -> Supervisor {
    var supervisor = Supervisor(nodeCount: count, policy: policy)
    _ = supervisor.handle(.start, at: at(0))
    for node in 0..<count {
      _ = supervisor.handle(.spawned(node, ProcessID(100 + node)), at: at(0))
      _ = supervisor.handle(.ready(node), at: at(0))
    }
    return supervisor
  }

  @Test func startSpawnsEveryNode() {
    var supervisor = Supervisor(nodeCount: 3)
    #expect(supervisor.handle(.start, at: at(0)) == [.spawn(0), .spawn(1), .spawn(2)])
    #expect(supervisor.handle(.spawned(0, 100), at: at(1)) == [])
    #expect(supervisor.handle(.ready(0), at: at(2)) == [.tell(.ready(0))])
    #expect(supervisor.handle(.ready(0), at: at(3)) == [], "It is told once.")
  }

  @Test func deadNodeIsStartedAgainAfterAPause() {
    var supervisor = running(2)
    #expect(supervisor.handle(.ended(1, 101, how: "x"), at: at(1_000)) == [.tell(.ended(1, how: "x", restart: 200))])
    #expect(supervisor.handle(.tick, at: at(1_199)) == [])
    #expect(supervisor.handle(.tick, at: at(1_200)) == [.spawn(1)])
    #expect(supervisor.handle(.tick, at: at(1_300)) == [], "It is being started already.")
  }

  @Test func aNodeThatCannotGoOnIsNotStartedAgain() {
    var supervisor = running(2)
    #expect(
      supervisor.handle(.ended(1, 101, how: "x", isLasting: true), at: at(1_000))
        == [.tell(.ended(1, how: "x", restart: nil))])
    #expect(supervisor.nodes.map(\.isBeyondUs) == [false, true])
    #expect(supervisor.handle(.tick, at: at(100_000)) == [.inspect(1)])
    // Somebody saw to it, by hand.
    #expect(supervisor.handle(.held(1, by: 7), at: at(100_000)) == [.tell(.elsewhere(1, 7))])
    #expect(supervisor.handle(.released(1), at: at(100_100)) == [.spawn(1)])
  }

  @Test func pausesGrowUntilANodeWasSoundForAWhile() {
    var supervisor = running(1)
    var pauses: [UInt64] = []
    var now: UInt64 = 1_000
    for process in ProcessID(100)..<108 {
      guard case .tell(.ended(_, _, let pause?)) = supervisor.handle(.ended(0, process, how: "x"), at: at(now)).first
      else { break }
      pauses.append(pause)
      now += pause
      #expect(supervisor.handle(.tick, at: at(now)) == [.spawn(0)])
      _ = supervisor.handle(.spawned(0, process + 1), at: at(now))
      _ = supervisor.handle(.ready(0), at: at(now))
    }
    #expect(pauses == [200, 500, 1_000, 2_000, 5_000, 10_000, 10_000, 10_000])
    #expect(
      supervisor.handle(.ended(0, 108, how: "x"), at: at(now + 10_000)) == [.tell(.ended(0, how: "x", restart: 200))])
  }

  @Test func endOfAnEarlierProcessIsNoNews() {
    var supervisor = running(1)
    #expect(supervisor.handle(.ended(0, 99, how: "x"), at: at(5)) == [])
  }

  @Test func nodeThatSomebodyElseRunsIsLeftAloneAndTakenBack() {
    var supervisor = running(1)
    _ = supervisor.handle(.ended(0, 100, how: "x"), at: at(0))
    #expect(supervisor.handle(.tick, at: at(200)) == [.spawn(0)])
    #expect(supervisor.handle(.held(0, by: 555), at: at(200)) == [.tell(.elsewhere(0, 555))])
    #expect(supervisor.handle(.tick, at: at(300)) == [.inspect(0)])
    #expect(supervisor.handle(.held(0, by: 555), at: at(300)) == [], "It is told once.")
    #expect(supervisor.handle(.released(0), at: at(400)) == [.spawn(0)])
  }

  @Test func withoutRestartsADeadNodeStaysDown() {
    var policy = Supervisor.Policy()
    policy.restarts = false
    var supervisor = running(1, policy: policy)
    #expect(supervisor.handle(.ended(0, 100, how: "x"), at: at(0)) == [.tell(.ended(0, how: "x", restart: nil))])
    #expect(supervisor.handle(.tick, at: at(60_000)) == [.inspect(0)])
    #expect(supervisor.handle(.released(0), at: at(60_000)) == [])
    #expect(supervisor.handle(.held(0, by: 7), at: at(60_100)) == [.tell(.elsewhere(0, 7))])
  }

  @Test func stopEndsEveryNodeAndThenItself() {
    var supervisor = running(2)
    #expect(supervisor.handle(.stop, at: at(10)) == [.terminate(100), .terminate(101)])
    #expect(supervisor.handle(.ended(0, 100, how: "x"), at: at(20)) == [])
    #expect(supervisor.handle(.ended(1, 101, how: "x"), at: at(30)) == [.finish])
  }

  @Test func nodeThatDoesNotStopIsKilled() {
    var supervisor = running(1)
    _ = supervisor.handle(.stop, at: at(0))
    #expect(supervisor.handle(.tick, at: at(9_999)) == [])
    #expect(supervisor.handle(.tick, at: at(10_000)) == [.kill(100), .tell(.killed(0))])
    #expect(supervisor.handle(.ended(0, 100, how: "x"), at: at(10_010)) == [.finish])
  }

  @Test func secondStopKillsAtOnce() {
    var supervisor = running(2)
    _ = supervisor.handle(.stop, at: at(0))
    #expect(supervisor.handle(.stop, at: at(1)) == [.kill(100), .kill(101)])
  }

  @Test func stopReachesNodesInEveryState() {
    var supervisor = Supervisor(nodeCount: 4)
    _ = supervisor.handle(.start, at: at(0))
    _ = supervisor.handle(.spawned(0, 100), at: at(0))
    _ = supervisor.handle(.couldNotSpawn(1, "no"), at: at(0))
    _ = supervisor.handle(.held(2, by: 555), at: at(0))
    #expect(supervisor.handle(.stop, at: at(1)) == [.terminate(100)])
    #expect(supervisor.handle(.ended(0, 100, how: "x"), at: at(2)) == [], "Node 3 is still being started.")
    #expect(supervisor.handle(.spawned(3, 103), at: at(3)) == [.terminate(103)])
    #expect(supervisor.handle(.ended(3, 103, how: "x"), at: at(4)) == [.finish])
  }

  @Test func nothingIsStartedAfterStop() {
    var supervisor = running(1)
    _ = supervisor.handle(.ended(0, 100, how: "x"), at: at(0))
    #expect(supervisor.handle(.stop, at: at(1)) == [.finish])
    #expect(!supervisor.handle(.tick, at: at(100_000)).contains(.spawn(0)))
  }

  /// Random events: every process that was started is ended before it finishes, and none is started after `stop`.
  @Test func noProcessIsLeftBehindWhateverHappens() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      var supervisor = Supervisor(nodeCount: 3)
      var alive: [ProcessID: Int] = [:]
      var doomed: Set<ProcessID> = []
      var next = ProcessID(1)
      var now: UInt64 = 0
      var isFinished = false
      var queue: [Supervisor.Event] = [.start]
      for step in 0..<400 where !isFinished {
        now += UInt64.random(in: 0...700, using: &generator)
        if step == 300 { queue.append(.stop) }
        if queue.isEmpty {
          switch Int.random(in: 0..<4, using: &generator) {
          case 0: queue.append(.ready(Int.random(in: 0..<3, using: &generator)))
          case 1:
            if let (process, node) = alive.randomElement(using: &generator) {
              if step < 300 || doomed.contains(process) || Bool.random(using: &generator) {
                alive[process] = nil
                queue.append(.ended(node, process, how: "x"))
              }
            }
          default: queue.append(.tick)
          }
        }
        let event = queue.isEmpty ? .tick : queue.removeFirst()
        for effect in supervisor.handle(event, at: at(now)) {
          switch effect {
          case .spawn(let node):
            #expect(!supervisor.isStopping, "Nothing is started after stop.")
            #expect(!alive.values.contains(node), "A node has one process.")
            alive[next] = node
            queue.append(.spawned(node, next))
            next += 1
          case .terminate(let process), .kill(let process): doomed.insert(process)
          case .inspect(let node): queue.append(.released(node))
          case .tell: break
          case .finish: isFinished = true
          }
        }
      }
      if isFinished { #expect(alive.isEmpty) }
      for process in alive.keys { #expect(doomed.contains(process), "A process that lives was told to end.") }
    }
  }
}

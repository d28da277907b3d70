import Foundation
import PandoClient
import PandoPrimitives

/// Runs a local network: gives a ``Supervisor`` what happens, carries out what it decides, and shows it.
struct NetworkRunner {
  /// What the run waits for, one after another.
  private enum Input: Sendable {
    case supervisor(Supervisor.Event)
    case observed([NodeReport])
    case demonstrated(Result<Demonstration, Failure>)
  }

  /// How long the nodes may take until all of them are ready.
  static let startDeadline = Duration.seconds(60)
  /// How often a node may fail to start before the first run is given up.
  static let startFailuresMax = 3

  private let home: Home
  private let record: NetworkRecord
  private let output: Output
  private let endsAfterDemonstration: Bool
  private let launcher: NodeLauncher
  private let inputs: AsyncStream<Input>
  private let post: @Sendable (Input) -> Void

  private var supervisor: Supervisor
  private var screen: Screen
  private var meter = LoadMeter()
  private let began = ContinuousClock.now
  private var isDemonstrating = false
  private var failure: Failure?

  init(
    home: Home, record: NetworkRecord, output: Output, once: Bool, restarts: Bool, launcher: NodeLauncher
  ) {
    self.home = home
    self.record = record
    self.output = output
    self.launcher = launcher
    endsAfterDemonstration = once
    var policy = Supervisor.Policy()
    policy.restarts = restarts
    supervisor = Supervisor(nodeCount: record.nodes.count, policy: policy)
    // Programs read standard output as JSON, so what happens goes to standard error then.
    screen = Screen(
      isTerminal: output.style.isEnabled && !output.isJSON && !once,
      stream: output.isJSON ? .error : .output)
    let (stream, continuation) = AsyncStream.makeStream(of: Input.self)
    inputs = stream
    post = { continuation.yield($0) }
  }

  /// Runs until everything is stopped.
  /// - Throws: what kept the network from starting, or the first transfer from being read back.
  mutating func run() async throws {
    let signals = [SIGINT, SIGTERM, SIGHUP].map { signal in
      SignalSource(signal) { [post] in post(.supervisor(.stop)) }
    }
    defer { for signal in signals { signal.cancel() } }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [post] in
        while await rest(milliseconds: 100) { post(.supervisor(.tick)) }
      }
      group.addTask { [post, record, home] in
        var isReady = false
        repeat {
          let reports = await NodeReport.askAll(record, home.network)
          isReady = reports.allSatisfy(\.isReady)
          post(.observed(reports))
        } while await rest(milliseconds: isReady ? 1_000 : 100)
      }
      post(.supervisor(.start))
      for await input in inputs where handle(input, &group) == .finished { break }
      group.cancelAll()
    }
    if let failure { throw failure }
  }

  private enum Continuation { case running, finished }

  private mutating func handle(_ input: Input, _ group: inout TaskGroup<Void>) -> Continuation {
    switch input {
    case .supervisor(let event): return tell(event)
    case .observed(let reports):
      for (index, report) in reports.enumerated() where report.isReady {
        if tell(.ready(index)) == .finished { return .finished }
      }
      screen.draw(board(reports))
      return checkStart(reports, &group)
    case .demonstrated(.success(let demonstration)):
      show(demonstration)
      return endsAfterDemonstration ? tell(.stop) : .running
    case .demonstrated(.failure(let failure)): return giveUp(failure)
    }
  }

  private mutating func tell(_ event: Supervisor.Event) -> Continuation {
    if event == .stop && !supervisor.isStopping && !endsAfterDemonstration {
      screen.say("Stopping the nodes; once more stops them at once.")
    }
    for effect in supervisor.handle(event, at: .now()) where perform(effect) == .finished { return .finished }
    return .running
  }

  private mutating func perform(_ effect: Supervisor.Effect) -> Continuation {
    switch effect {
    case .spawn(let node): return tell(spawn(node))
    case .inspect(let node):
      let holder = ProcessLock.holder(layout(node).lockFile)
      return tell(holder.map { .held(node, by: $0) } ?? .released(node))
    case .terminate(let process): kill(process, SIGTERM)
    case .kill(let process): kill(process, SIGKILL)
    case .tell(let notice): show(notice)
    case .finish: return .finished
    }
    return .running
  }

  private func layout(_ node: Int) -> NodeLayout { home.network.node(record.nodes[node].name) }

  private func spawn(_ node: Int) -> Supervisor.Event {
    if let holder = ProcessLock.holder(layout(node).lockFile) { return .held(node, by: holder) }
    do {
      let process = try launcher.launch(layout(node)) { [post] process, ending in
        post(.supervisor(.ended(node, process, how: ending.how, isLasting: ending.isLasting)))
      }
      return .spawned(node, process)
    } catch {
      return .couldNotSpawn(node, Failure(explaining: error)?.message ?? error.localizedDescription)
    }
  }
}

/// Waits; false when the task was cancelled meanwhile.
private func rest(milliseconds: Int) async -> Bool {
  (try? await Task.sleep(for: .milliseconds(milliseconds))) != nil
}

// MARK: The first transfer

extension NetworkRunner {
  /// Starts the first transfer once every node is ready; gives up when they do not get there.
  private mutating func checkStart(
    _ reports: [NodeReport], _ group: inout TaskGroup<Void>
  ) -> Continuation {
    guard !supervisor.isStopping else { return .running }
    if supervisor.nodes.allSatisfy(\.isBeyondUs) {
      return giveUp(Failure(.local, "nodes_stopped", "No node runs any more.\(lastWords(0))"))
    }
    guard !isDemonstrating else { return .running }
    let elapsed = ContinuousClock.now - began
    if reports.allSatisfy(\.isReady) {
      isDemonstrating = true
      group.addTask { [post, record, home] in
        do {
          post(.demonstrated(.success(try await Demonstration.run(record, home, start: elapsed))))
        } catch is CancellationError {
          return
        } catch {
          let failure = Failure(explaining: error) ?? Failure(.fault, "demonstration", "\(error)")
          post(.demonstrated(.failure(failure)))
        }
      }
      return .running
    }
    let failed = supervisor.nodes.firstIndex { $0.isBeyondUs || $0.failures >= NetworkRunner.startFailuresMax }
    if let failed {
      return giveUp(
        Failure(.local, "node_does_not_start", "\(record.nodes[failed].name) does not start.\(lastWords(failed))"))
    }
    guard elapsed > NetworkRunner.startDeadline else { return .running }
    let late = reports.filter { !$0.isReady }.map { "\($0.name) (\($0.problem ?? "silent"))" }
    return giveUp(
      Failure(
        .local, "network_not_ready",
        "After \(elapsed.components.seconds) s these nodes are not ready: \(late.joined(separator: ", ")). "
          + "Their logs are in \(home.network.path)."))
  }

  /// A sentence with what a node's log ends with.
  private func lastWords(_ node: Int) -> String {
    NodeLauncher.lastWords(layout(node)).map { " \(record.nodes[node].name) last said: \($0)" } ?? ""
  }

  /// Stops everything, to end with `failure`.
  private mutating func giveUp(_ failure: Failure) -> Continuation {
    guard !supervisor.isStopping else { return .running }
    self.failure = failure
    return tell(.stop)
  }
}

// MARK: What is shown

extension NetworkRunner {
  private mutating func board(_ reports: [NodeReport]) -> [String] {
    let loads = meter.loads(reports, at: .now)
    return [""] + StatusBoard.lines(reports, loads: loads, style: output.style) + [output.style.dim("Ctrl-C stops it.")]
  }

  private mutating func show(_ demonstration: Demonstration) {
    if output.isJSON {
      // A demonstration is made of what was read from JSON; it can be written again.
      try? output.show(demonstration) { _ in "" }
    } else {
      screen.say(demonstration.text(output.style))
    }
    guard !endsAfterDemonstration else { return }
    let prefix = home.path == ".pando" ? "" : "PANDO_HOME=\(home.path) "
    screen.say(
      """

      \(output.style.bold("Try next")), in another terminal:
        \(prefix)pando status
        \(prefix)pando transfer 12.50 --to \(NetworkMaker.friendKeyName)
        \(prefix)pando tx show \(demonstration.transaction)
      """)
  }

  private mutating func show(_ notice: Supervisor.Notice) {
    func name(_ node: Int) -> String { output.style.bold(record.nodes[node].name) }
    switch notice {
    case .ready(let node): screen.say("\(name(node)) is ready at \(record.nodes[node].url)")
    case .ended(let node, let how, let restart?):
      screen.say("\(name(node)) \(how); it starts again in \(restart) ms. Its log: \(layout(node).log)")
    case .ended(let node, let how, nil):
      let words = supervisor.nodes[node].isBeyondUs ? lastWords(node) : ""
      screen.say(
        "\(name(node)) \(how) and stays down.\(words) Start it by hand with: pando node --config \(layout(node).configuration)"
      )
    case .couldNotSpawn(let node, let why): screen.say("\(name(node)) could not be started: \(why)")
    case .elsewhere(let node, let process):
      screen.say("\(name(node)) is run by another process, \(process); it is left alone.")
    case .killed(let node): screen.say("\(name(node)) did not stop in time and was killed.")
    }
  }
}

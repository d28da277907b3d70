import ArgumentParser
import Testing
import pando

@Suite struct ConnectionOptionsTests {
  private let workspace: Workspace
  private let home: Home

  init() throws {
    workspace = try Workspace()
    home = Home(directory: workspace.path, environment: [:])
  }

  private func options(_ words: String...) throws -> ConnectionOptions { try ConnectionOptions.parse(words) }

  @Test func flagsComeBeforeTheEnvironmentAndThatBeforeTheLocalNetwork() async throws {
    let none = #expect(throws: Failure.self) { try options().hosts(home, environment: [:]) }
    #expect(none?.exit == .unreachable)
    let record = try await NetworkMaker(home: home, nodeCount: 2).make()
    #expect(try options().hosts(home, environment: [:]) == record.nodes.map(\.url))
    let environment = ["PANDO_NODE": "http://a, http://b,"]
    #expect(try options().hosts(home, environment: environment) == ["http://a", "http://b"])
    #expect(
      try options("--node", "http://c", "--node", "http://d").hosts(home, environment: environment) == [
        "http://c", "http://d",
      ])
  }

  @Test func timeoutHasBounds() {
    #expect(throws: (any Error).self) { try options("--timeout", "0") }
    #expect(throws: (any Error).self) { try options("--timeout", "86401") }
  }
}

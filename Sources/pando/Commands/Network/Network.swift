import ArgumentParser

/// `pando network`
struct Network: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes networks for real hosts.",
    discussion: """
      For a network on this machine alone, to try things out, there is `pando up`.

      Example:

        pando network new acme-net --validator a=node-a.example:7000 --validator b=node-b.example:7000
      """,
    subcommands: [NetworkNew.self])
}

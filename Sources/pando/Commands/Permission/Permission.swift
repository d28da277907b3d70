import ArgumentParser

/// `pando permission`
struct Permission: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says who may create tables and set permissions.",
    discussion: """
      Example:

        pando permission set treasury createTable --key admin
      """,
    subcommands: [PermissionSet.self])
}

/// A `$` variable that every contract has. None but `$result` can be assigned.
package struct SystemVariable: Hashable, Sendable {
  package let name: Name
  /// Nil is a value of any type.
  package let type: ValueType?
  /// One sentence.
  package let summary: String

  private init(_ name: Name, _ type: ValueType?, _ summary: String) {
    self.name = name
    self.type = type
    self.summary = summary
  }

  /// The result of a contract, which alone it assigns itself.
  package static let result: Name = "result"

  package static let all: [SystemVariable] = [
    SystemVariable("time", .int, "The time of the transaction in milliseconds since 1970."),
    SystemVariable("type", .int, "The number of the contract that the transaction calls."),
    SystemVariable("ecosystem_id", .int, "The ecosystem that the transaction was sent to."),
    SystemVariable("key_id", .int, "The account of the signer."),
    SystemVariable("account_id", .string, "The address of the signer."),
    SystemVariable("block", .int, "The number of the block; 0 outside a block."),
    SystemVariable("block_time", .int, "The time of the block; 0 outside a block."),
    SystemVariable("block_key_id", .int, "The account of who made the block."),
    SystemVariable("node_position", .int, "The position of who made the block among the nodes."),
    SystemVariable("pre_block_data_hash", .string, "The hash of the block before, in hexadecimal digits."),
    SystemVariable("txhash", .bytes, "The hash of the transaction."),
    SystemVariable("txcost", .int, "The fuel that is left."),
    SystemVariable("parent", .string, "The contract that called this one, or an empty text."),
    SystemVariable("original_contract", .string, "The contract that the transaction calls."),
    SystemVariable("this_contract", .string, "The contract that runs."),
    SystemVariable("stack", .array, "The names of the contracts that are active, the first called first."),
    SystemVariable("guest_key", .int, "The account of those who have none."),
    SystemVariable("guest_account", .string, "The address of those who have none."),
    SystemVariable("black_hole_key", .int, "The account out of which nothing comes."),
    SystemVariable("black_hole_account", .string, "The address out of which nothing comes."),
    SystemVariable("white_hole_key", .int, "The account out of which new coins come."),
    SystemVariable("white_hole_account", .string, "The address out of which new coins come."),
    SystemVariable("gen_block", .bool, "Whether this node makes the block."),
    SystemVariable("time_limit", .int, "The milliseconds that a run may take where the block is made."),
    SystemVariable("data", .array, "In a read filter, the rows that were found."),
    SystemVariable("contract", nil, "The contract that runs, for the host."),
    SystemVariable("sc", nil, "The state of the transaction, for the host."),
    SystemVariable("result", nil, "What the contract gives to who called it."),
  ]

  private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The variable with this name. Names that begin with `loop_` belong to the machine and hold whatever it likes.
  package static func named(_ name: Name) -> SystemVariable? {
    if let variable = byName[name] { return variable }
    return name.text.utf8.starts(with: "loop_".utf8) ? SystemVariable(name, nil, "Belongs to the machine.") : nil
  }
}

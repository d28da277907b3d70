/// Functions that only the host can carry out: it gets their arguments once their types have been looked at.
package enum CommandFunctions {
  static let all: [(Name, Builtin.Implementation)] = names.map { ($0, perform) }

  /// What needs more of a host than tables and parameters.
  package static let names: [Name] = [
    // Structure of tables, and texts in several languages.
    "DBUpdatePlatformParam", "CreateTable", "CreateColumn", "PermTable", "PermColumn", "TableConditions",
    "ColumnCondition", "DelColumn", "DelTable", "CreateView", "CreateLanguage", "EditLanguage",
    // Contracts, ecosystems and people.
    "CreateContract", "UpdateContract", "BndWallet", "UnbndWallet", "CreateEcosystem", "EditEcosysName",
    "UpdateNotifications", "UpdateRolesNotifications", "UpdateNodesBan", "IsHonorNodeKey", "SysFuel", "TopAmounts",
    "GetLogTxCount",
    // History, blocks, spreadsheets, the log of the node.
    "GetHistory", "GetHistoryRow", "GetBlock", "GetDataFromXLSX", "GetRowsCountXLSX", "Println",
    // Arithmetic on a curve of another chain, whose network the platform decides on.
    "BitcoinLegacyAddress", "BitcoinBip32Address", "BitcoinBip49Address", "BitcoinBip84Address",
    "BitcoinBip86Address",
    // The web and other machines.
    "HTTPRequest", "HTTPPostJSON", "ValidateCron", "UpdateCron", "CreateCLB", "DeleteCLB", "StartCLB",
    "StopCLBProcess", "GetCLBList",
  ]

  private static func perform(_ call: inout BuiltinCall) throws(Fault) -> Value {
    if call.builtin.writes, call.host.facts.block == nil, call.host.facts.place == .ledger {
      throw Fault(.access, "it is impossible to write to DB when Block is undefined")
    }
    for (index, parameter) in call.builtin.signature.parameters.enumerated() {
      guard let type = parameter.type else { continue }
      // Nil is an empty text.
      if type == .string {
        try call.charge(bytes: call.string(index).count)
      } else if call.arguments[index].type != type {
        throw call.mismatch(index, type)
      }
    }
    return try call.host.perform(HostCommand(call.builtin.name, call.arguments))
  }
}

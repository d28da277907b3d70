extension Builtin {
  static let valueImplementations: [(Name, Implementation)] = [
    ("Len", { (call) throws(Fault) -> Value in .int(Int64(try call.array(0).count)) }),
    ("Size", { (call) throws(Fault) -> Value in .int(Int64(try call.string(0).count)) }),
    (
      "Str",
      { (call) throws(Fault) -> Value in
        if case .nil = call.arguments[0] { return "" }
        return .string(call.arguments[0].text)
      }
    ),
  ]
}

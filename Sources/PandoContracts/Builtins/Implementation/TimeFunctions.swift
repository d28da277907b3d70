/// `BlockTime`, `DateFormat` and the like: `Builtin.timeFunctions`. All times are UTC: the zones of nodes differ, and
/// so does what they know of zones.
enum TimeFunctions {
  static let all: [(Name, Builtin.Implementation)] = [
    ("BlockTime", blockTime), ("DateTime", dateTime), ("DateTimeLocation", dateTimeOfZone),
    ("UnixDateTime", unixTime), ("UnixDateTimeLocation", unixTimeOfZone), ("AddDate", addDate),
    ("DateFormat", format), ("Date", format),
  ]

  private static func text(_ seconds: Int64) -> Value {
    .text(GoLayout.text(GoLayout.dateTime, CivilTime(unixSeconds: seconds)))
  }

  private static func blockTime(_ call: inout BuiltinCall) throws(Fault) -> Value {
    guard let block = call.host.facts.block else { throw Fault(.host, "there is no block here") }
    return text(block.time)
  }

  private static func dateTime(_ call: inout BuiltinCall) throws(Fault) -> Value { text(try call.int(0)) }

  private static func checkZone(_ name: ByteString) throws(Fault) {
    guard name.isEmpty || name == "UTC" else { throw Fault(.value, "Load location: unknown time zone " + name) }
  }

  private static func dateTimeOfZone(_ call: inout BuiltinCall) throws(Fault) -> Value {
    try checkZone(call.string(1))
    return text(try call.int(0))
  }

  private static func unixTime(_ call: inout BuiltinCall) throws(Fault) -> Value {
    .int(CivilTime.unixSeconds(try call.bytesOfText(0)) ?? 0)
  }

  private static func unixTimeOfZone(_ call: inout BuiltinCall) throws(Fault) -> Value {
    try checkZone(call.string(1))
    guard let seconds = CivilTime.unixSeconds(try call.bytesOfText(0)) else {
      throw Fault(.value, "parsing time " + (try call.string(0)) + ": cannot parse")
    }
    return .int(seconds)
  }

  private static func addDate(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let sum = CivilTime.adding(
      years: try call.int(1), months: try call.int(2), days: try call.int(3), to: try call.int(0))
    guard let sum else { throw Fault(.arithmetic, "date is out of range") }
    return .int(sum)
  }

  private static func format(_ call: inout BuiltinCall) throws(Fault) -> Value {
    let layout = try call.bytesOfText(0)
    // A part becomes at most three times as long.
    try call.make(bytes: 3 * layout.count)
    return .text(GoLayout.text(layout, CivilTime(unixSeconds: try call.int(1))))
  }
}

import PandoContracts
import Testing

@Suite struct BuiltinTests {
  @Test func tableIsCompleteAndNamesAreUnique() {
    // The reference lists 137 functions of hosts, and eleven of the machine and its library that programs call.
    #expect(Builtin.all.count == 148)
    #expect(Set(Builtin.all.map(\.name)).count == Builtin.all.count)
    for builtin in Builtin.all {
      #expect(Builtin.named(builtin.name) == builtin)
      #expect(builtin.summary.hasSuffix("."), "\(builtin.name)")
      #expect((5...100).contains(builtin.fuel), "\(builtin.name)")
    }
  }

  @Test func signaturesAreReadAsWritten() throws {
    let find = try #require(Builtin.named("DBFind")).signature
    #expect(find.parameters.map(\.type) == [.string])
    #expect(
      find.tails.map(\.name) == [
        "Select", "Columns", "Where", "WhereId", "Order", "Limit", "Offset", "Group", "All",
      ])
    #expect(find.results == [.array])
    let format = try #require(Builtin.named("Sprintf")).signature
    #expect(format.parameters.map(\.name) == ["format", "value"])
    #expect(format.parameters.map(\.type) == [.string, nil])
    #expect(format.isVariadic)
    #expect(try #require(Builtin.named("DBUpdate")).signature.results == [])
    #expect(try #require(Builtin.named("JSONDecode")).signature.results == [nil])
  }

  @Test func writersAreThoseOfTheReferenceAndSomeMore() {
    let reference = [
      "CreateColumn", "CreateTable", "DBInsert", "DBUpdate", "DBUpdatePlatformParam", "DBUpdateExt", "CreateEcosystem",
      "CreateContract", "UpdateContract", "CreateLanguage", "EditLanguage", "EditEcosysName", "UpdateNodesBan",
      "UpdateCron", "CreateCLB", "DeleteCLB", "DelColumn", "DelTable", "CallContract",
    ]
    // docs/spec/needle.md, "Differences".
    let ours = ["BndWallet", "UnbndWallet", "PermTable", "PermColumn", "CreateView"]
    #expect(Builtin.all.filter(\.writes).map(\.name.text).sorted() == (reference + ours).sorted())
  }

  @Test func systemVariablesAreUnique() {
    #expect(Set(SystemVariable.all.map(\.name)).count == SystemVariable.all.count)
    #expect(SystemVariable.named("key_id")?.type == .int)
    #expect(SystemVariable.named("loop_x") != nil)
    #expect(SystemVariable.named("lop_x") == nil)
    for variable in SystemVariable.all { #expect(variable.summary.hasSuffix(".")) }
  }
}

import PandoContracts
import Testing

/// The tables of the world in memory, asked as contracts ask.
@Suite struct MemoryHostTests {
  private static let table = TableReference(ecosystem: 1, name: "t")

  private static func host(
    _ rows: String, columns: String = #""id number", "name varchar", "price double", "amount money", "doc json""#
  ) throws -> MemoryHost {
    try MemoryHost(json: ByteString(#"{"tables": {"1_t": {"columns": [\#(columns)], "rows": [\#(rows)]}}}"#))
  }

  private static let rows = #"""
    {"id": 1, "name": "abc", "price": "1.5", "amount": "100"}, {"id": 2, "name": "a_c", "price": "1.2", "amount": "20"},
    {"id": 10, "name": "ABCD", "price": "-0.5"}, {"id": 11, "doc": "{\"k\":{\"v\":\"x\"}}", "amount": "3"}
    """#

  /// The numbers of the rows, or the error.
  private static func ids(
    _ condition: RowCondition = .all([]), order: [TableQuery.Order] = [], in host: MemoryHost? = nil
  ) throws -> String {
    let host = try host ?? MemoryHostTests.host(rows)
    var query = TableQuery(table, limit: 100)
    query.columns = [ColumnReference("id")]
    query.condition = condition
    query.order = order
    do throws(Fault) {
      return try host.select(query, TestRun()).compactMap { $0.cells[0].value?.string }.joined(separator: " ")
    } catch {
      return "!\(error.message)"
    }
  }

  private static func compare(
    _ column: String, _ comparison: RowCondition.Comparison, _ text: ByteString
  ) throws -> String {
    try ids(.compare(ColumnReference(column), comparison, text))
  }

  @Test func patternsAreThoseOfSQL() throws {
    #expect(try Self.compare("name", .contains, "a_c") == "1 2")
    #expect(try Self.compare("name", .contains, #"a\_c"#) == "2")
    #expect(try Self.compare("name", .contains, "a%c") == "1 2")
    #expect(try Self.compare("name", .begins, "a") == "1 2")
    #expect(try Self.compare("name", .ends, "c") == "1 2")
    #expect(try Self.compare("name", .ends, "b%") == "1")
    #expect(try Self.compare("name", .contains, "") == "1 2 10")
    #expect(try Self.compare("name", .containsIgnoringCase, "BC") == "1 10")
    #expect(try Self.compare("name", .endsIgnoringCase, "_D") == "10")
    #expect(try Self.compare("name", .contains, #"\"#) == "")
  }

  @Test(arguments: [
    ("%", "", true), ("_", "", false), ("_", "ä", true), ("__", "ä", false), ("a%b%c", "a1b2b3c", true),
    ("a%b%c", "a1b2b3", false), ("%ab", "aab", true), ("%aab%", "aaab", true), ("\\%", "%", true), ("\\%", "x", false),
    ("a\\\\", "a\\", true), ("%_", "", false), ("%%", "x", true), ("x", "x%", false),
  ])
  func patternsFitWholeTexts(pattern: String, text: String, fits: Bool) throws {
    // Marks at both ends make a pattern of the beginning one of the whole.
    let condition = RowCondition.compare(ColumnReference("name"), .begins, ByteString("^" + pattern + "|"))
    let whole = try Self.host(#"{"id": 1, "name": "\#(("^" + text + "|").replacing("\\", with: "\\\\"))"}"#)
    #expect(try Self.ids(condition, in: whole) == (fits ? "1" : ""))
  }

  @Test func numbersAreComparedAsTheyAre() throws {
    #expect(try Self.compare("price", .equal, "1.5") == "1")
    #expect(try Self.compare("price", .equal, "1.50") == "1")
    #expect(try Self.compare("price", .equal, "1") == "")
    #expect(try Self.compare("price", .greater, "1") == "1 2")
    #expect(try Self.compare("price", .less, "-0.7") == "")
    #expect(try Self.compare("price", .lessOrEqual, "-0.5") == "10")
    #expect(try Self.compare("id", .equal, "1.5") == "")
    #expect(try Self.compare("id", .greater, "9") == "10 11")
    #expect(try Self.compare("amount", .notEqual, "20") == "1 11")
    #expect(try Self.compare("amount", .equal, "abc") == "!column amount has numbers, and abc is none")
    #expect(try Self.ids(.isOneOf(ColumnReference("id"), ["11", "2.0", "7"])) == "2 11")
    #expect(try Self.ids(.isNoneOf(ColumnReference("price"), ["1.5"])) == "2 10")
    #expect(try Self.ids(.isOneOf(ColumnReference("name"), ["abc", "a"])) == "1")
  }

  @Test func orderIsThatOfNumbersAndNothingIsLast() throws {
    #expect(try Self.ids() == "1 2 10 11")
    #expect(try Self.ids(order: [.init(ColumnReference("price"))]) == "10 2 1 11")
    #expect(try Self.ids(order: [.init(ColumnReference("price"), isDescending: true)]) == "11 1 2 10")
    #expect(try Self.ids(order: [.init(ColumnReference("id"), isDescending: true)]) == "11 10 2 1")
    #expect(try Self.ids(order: [.init(ColumnReference("doc", path: ["k", "v"]))]) == "11 1 2 10")
  }

  @Test func equalNumbersSpeltOtherwiseAreEqual() throws {
    let host = try Self.host(
      #"{"id": 1, "price": "1.5"}, {"id": 3, "price": "1.50"}, {"id": 2, "price": "1.500"}"#)
    let price = ColumnReference("price")
    #expect(try Self.ids(order: [.init(price)], in: host) == "1 2 3")
    #expect(try Self.ids(order: [.init(price, isDescending: true)], in: host) == "1 2 3")
    let last = TableQuery.Order(ColumnReference("id"), isDescending: true)
    #expect(try Self.ids(order: [.init(price, isDescending: true), last], in: host) == "3 2 1")
  }

  @Test func keysAndMembersAreInOrderOfTheirEcosystems() throws {
    let host = try MemoryHost(
      json: #"""
        {"tables": {"1_keys": {"columns": ["id number", "ecosystem number"], "rows": [{"id": 1, "ecosystem": 2},
        {"id": 3, "ecosystem": 1}, {"id": 2, "ecosystem": 1}]}}}
        """#)
    var query = TableQuery(TableReference(ecosystem: 1, name: "keys"), limit: 9)
    #expect(try host.select(query, TestRun()).map { $0.cells[0].value } == ["2", "3", "1"])
    query.order = [.init(ColumnReference("id"), isDescending: true)]
    #expect(try host.select(query, TestRun()).map { $0.cells[0].value } == ["3", "2", "1"])
  }

  @Test func columnsThatAreNotThereAreErrors() throws {
    let missing = "!column nosuch doesn't exist"
    #expect(try Self.compare("nosuch", .equal, "1") == missing)
    #expect(try Self.ids(.isNull(ColumnReference("nosuch"))) == missing)
    #expect(try Self.ids(.any([.isOneOf(ColumnReference("nosuch"), [])])) == missing)
    #expect(try Self.ids(order: [.init(ColumnReference("nosuch"))]) == missing)
  }

  private static func select(
    _ selection: ByteString, by groups: [String] = [], order: [TableQuery.Order] = [], offset: Int = 0
  ) throws -> String {
    var query = TableQuery(table, limit: 100)
    query.selection = selection
    query.groups = groups.map { ColumnReference($0) }
    query.offset = offset
    query.order = order
    let host = try MemoryHostTests.host(rows)
    do throws(Fault) {
      return try host.select(query, TestRun()).map { row in
        row.cells.map { "\($0.column)=\($0.value ?? "-")" }.joined(separator: " ")
      }.joined(separator: "; ")
    } catch {
      return "!\(error.message)"
    }
  }

  @Test func functionsOverRows() throws {
    #expect(try Self.select("count(*), SUM(amount) as total, sum(price)") == "count=4 total=123 sum=2.2")
    #expect(try Self.select("min(price), max(name), count(doc)") == "min=-0.5 max=abc count=1")
    #expect(try Self.select("count(*)", by: ["amount"]) == "count=1; count=1; count=1; count=1")
    #expect(try Self.select("amount, count(*)", by: ["amount"], offset: 3) == "amount=3 count=1")
    #expect(try Self.select("count(*)", offset: 1) == "")
    let falling = TableQuery.Order(ColumnReference("amount"), isDescending: true)
    #expect(
      try Self.select("amount", by: ["amount"], order: [falling]) == "amount=-; amount=100; amount=20; amount=3")
    #expect(
      try Self.select("count(*)", by: ["amount"], order: [falling])
        == "!amount is not selected, and nothing can be put in order by it")
    #expect(try Self.select("name") == "!name is neither one of the groups nor a function over them")
    #expect(try Self.select("sum(nosuch)") == "!column nosuch doesn't exist")
    #expect(try Self.select("sum(name)") == "!column name has no numbers to add")
    #expect(try Self.select("avg(amount)") == "!avg(amount) cannot be asked for here")
    #expect(try Self.select("", by: ["nosuch"]) == "!column nosuch doesn't exist")
  }

  @Test func whatIsWrittenFitsItsColumn() throws {
    let host = try Self.host(#"{"id": 1, "doc": "{\"a\":1}"}"#)
    func insert(_ column: String, path: [String] = [], _ value: Value) throws(Fault) {
      _ = try host.insert(into: Self.table, [ColumnChange(ColumnReference(column, path: path), .set, value)], TestRun())
    }
    #expect(throws: Fault.self) { try insert("amount", "abc") }
    #expect(throws: Fault.self) { try insert("nosuch", 1) }
    #expect(throws: Fault.self) { try insert("amount", "1.5") }
    for id in [1, "1", "01", "9.5"] as [Value] { #expect(throws: Fault.self) { try insert("id", id) } }
    #expect(host.writes.isEmpty)
    try insert("amount", .nil)
    #expect(host.writes.last == "insert 1_t id=2")
    let long = ByteString(Array(repeating: UInt8(ascii: "a"), count: 80_000))
    try insert("name", .string(long))
    #expect(host.writes.last == "insert 1_t id=3 name=\(long) amount=0")
    try insert("doc", path: ["k", "v"], 7)
    #expect(host.writes.last == #"insert 1_t id=4 amount=0 doc={"k":{"v":7}}"#)
    let first = RowCondition.compare(ColumnReference("id"), .equal, "1")
    let change = ColumnChange(ColumnReference("doc", path: ["b"]), .set, "x")
    #expect(try host.update(Self.table, where: first, [change], TestRun()) == 1)
    #expect(host.writes.last == #"update 1_t id=1 doc={"a":1,"b":"x"}"#)
    let sum = ColumnChange(ColumnReference("doc", path: ["a"]), .add, 1)
    #expect(throws: Fault.self) { try host.update(Self.table, where: first, [sum], TestRun()) }
    // A change that fails leaves all rows as they are.
    let writeCount = host.writes.count
    let names = [
      ColumnChange(ColumnReference("name"), .set, "x"), ColumnChange(ColumnReference("name"), .add, 1),
    ]
    #expect(throws: Fault.self) { try host.update(Self.table, where: .all([]), names, TestRun()) }
    #expect(host.writes.count == writeCount)
  }

  @Test func questionsPayForWhatTheyLookAt() throws {
    let many = (1...1000).map { #"{"id": \#($0), "name": "\#($0)"}"# }.joined(separator: ",")
    let host = try Self.host(many)
    func cost(_ condition: RowCondition) throws -> Int {
      let meter = TestRun()
      let fuel = meter.fuelLeft
      _ = try host.count(Self.table, where: condition, meter)
      return fuel - meter.fuelLeft
    }
    let name = ColumnReference("name")
    let (none, one) = (try cost(.all([])), try cost(.compare(name, .equal, "5")))
    #expect(none >= 1000 && one >= none + 1000)
    #expect(try cost(.all([.compare(name, .notEqual, "x"), .compare(name, .notEqual, "y")])) >= one + 1000)
    // Whatever a list has, each row is looked up in it once.
    #expect(try cost(.isOneOf(name, (1...9000).map { ByteString(String($0)) })) == one)
    var query = TableQuery(Self.table, limit: 1)
    query.condition = .compare(name, .equal, "5")
    let meter = TestRun()
    meter.fuelLeft = 1000
    #expect(throws: Fault.self) { try host.select(query, meter) }
    // Enough to look at all rows, not to change them.
    let change = ColumnChange(name, .set, "x")
    meter.fuelLeft = none + 100
    #expect(throws: Fault.self) { try host.update(Self.table, where: .all([]), [change], meter) }
    #expect(host.writes.isEmpty)
    #expect(try host.count(Self.table, where: .compare(name, .equal, "x"), TestRun()) == 0)
  }

  @Test func documentsArePaidForWhereverTheyAreRead() throws {
    let long = String(repeating: "a", count: 40_000)
    let host = try Self.host(#"{"id": 1, "doc": "{\"k\":\"\#(long)\"}"}"#)
    let document = ColumnReference("doc", path: ["k"])
    func cost(_ change: (inout TableQuery) -> Void) throws -> Int {
      var query = TableQuery(Self.table)
      change(&query)
      let meter = TestRun()
      let fuel = meter.fuelLeft
      _ = try host.select(query, meter)
      return fuel - meter.fuelLeft
    }
    #expect(try cost { $0.condition = .compare(document, .equal, "x") } >= 10_000)
    #expect(try cost { $0.columns = [document, document] } >= 20_000)
    #expect(try cost { $0.order = [.init(document)] } >= 10_000)
    #expect(
      try cost {
        $0.selection = "count(*)"
        $0.groups = [document]
      } >= 10_000)
    #expect(try cost { _ in } < 100)
  }
}

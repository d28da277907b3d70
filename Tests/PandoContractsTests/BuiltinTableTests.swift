import PandoContracts
import Testing

/// What the functions about tables, parameters, rights and contracts ask of the host and the run.
@Suite struct BuiltinTableTests {
  private static func array(_ values: Value...) -> Value { .array(ValueArray(values)) }
  private static func map(_ pairs: (ByteString, Value)...) -> Value {
    .map(ValueMap(pairs.map { (key: $0, value: $1) }))
  }

  private func expect(_ log: String, after tails: [(Name, Value)], of table: Value = "t") {
    let run = TestRun()
    do {
      _ = try run.value("DBFind", [table], tails: tails)
      #expect(run.testHost.log == [log])
    } catch {
      #expect("!\(error.message)" == log)
    }
  }

  @Test func questionsToTables() {
    let all = "where () limit 25 offset 0"
    expect("select * from 5_t \(all)", after: [])
    expect("select * from 7_mytable \(all)", after: [], of: "@7My-Table")
    expect("select * from 1_pages \(all)", after: [], of: "pages")
    expect("select * from 1_t \(all)", after: [], of: "@t")
    expect("!the table name cannot be empty, as it is in !!", after: [], of: "!!")
    expect("select a,doc.x.y from 5_t \(all)", after: [("Columns", "A, doc->x->Y")])
    expect("select a,b from 5_t \(all)", after: [("Columns", Self.array("a", "b"))])
    expect("select * from 5_t \(all)", after: [("Columns", "*")])
    expect("!unsupported type of columns: int64", after: [("Columns", 5)])
    expect("select * from 5_t where (() and id equal '3') limit 1 offset 0", after: [("WhereId", 3)])
    expect("select * from 5_t where () limit 10000 offset 7", after: [("Limit", -1), ("Offset", 7)])
    expect("select * from 5_t where () limit 10000 offset 0", after: [("Limit", 20_000)])
    // All that there is fuel for, and one more.
    expect("select * from 5_t where () limit 1000001 offset 0", after: [("All", true), ("Limit", 3), ("Offset", 7)])
    expect("select * from 5_t where () order a limit 25 offset 0", after: [("Order", "a")])
    expect(
      "select * from 5_t where () order a-,b limit 25 offset 0",
      after: [("Order", Self.array(Self.map(("a", "-1")), Self.map(("b", 1))))])
    expect(
      "select * (sum(amount)) from 5_t where () group a,b limit 25 offset 0",
      after: [("Select", "sum(amount)"), ("Group", "a, b")])
    expect(
      "!it is prohibited to use current_time or current_date or localtime or current_timestamp sql keyword",
      after: [("Select", "NOW ()")])
  }

  @Test func tailsSayWhatIsWrongWithThem() {
    expect("!DBFind.Limit: using bool as type int64", after: [("Limit", true)])
    expect("!DBFind.WhereId: 2; drop is not a valid integer : invalid syntax", after: [("WhereId", "2; drop")])
    expect("!DBFind.Group: using int64 as type string", after: [("Group", 5)])
    expect("!unsupported type of columns: nil", after: [("Columns", Self.array(.nil))])
    expect("!the table name cannot be empty, as it is in @55", after: [], of: "@55")
    let path = String(repeating: "->a", count: 17)
    expect("!column doc: the path has too many parts", after: [("Columns", .text("doc" + path))])
  }

  @Test func whichRowsAreMeant() {
    func expectWhere(_ text: String, _ map: Value) {
      expect(text.hasPrefix("!") ? text : "select * from 5_t where \(text) limit 25 offset 0", after: [("Where", map)])
    }
    expectWhere("a equal '5'", Self.map(("a", 5)))
    expectWhere("(a equal '5' and b equal 'x')", Self.map(("a", 5), ("b", "x")))
    expectWhere("doc.k equal 'x'", Self.map(("doc->k", "x")))
    expectWhere("a null", Self.map(("a", "$isnull")))
    expectWhere("a equal '6162'", Self.map(("a", .bytes("ab"))))
    for (name, comparison) in [
      ("$eq", "equal"), ("$neq", "notEqual"), ("$gt", "greater"), ("$gte", "greaterOrEqual"), ("$lt", "less"),
      ("$lte", "lessOrEqual"), ("$like", "contains"), ("$begin", "begins"), ("$end", "ends"),
      ("$ilike", "containsIgnoringCase"), ("$ibegin", "beginsIgnoringCase"), ("$iend", "endsIgnoringCase"),
    ] {
      expectWhere("a \(comparison) '5'", Self.map(("a", Self.map((ByteString(name), 5)))))
    }
    expectWhere("(a greater '1' and a less '9')", Self.map(("a", Self.map(("$gt", 1), ("$lt", 9)))))
    expectWhere("(a greater '1' and a equal '3')", Self.map(("a", Self.array(Self.map(("$gt", 1)), 3))))
    expectWhere(#"a in ["1", "x"]"#, Self.map(("a", Self.map(("$in", Self.array(1, "x"))))))
    expectWhere(#"a in ["1", "x y"]"#, Self.map(("a", Self.map(("$in", "1, 'x y'")))))
    expectWhere(#"a not in ["1"]"#, Self.map(("a", Self.map(("$nin", Self.array(1))))))
    expectWhere("[]", Self.map(("a", Self.map(("$in", Self.array())))))
    expectWhere("[]", Self.map(("a", Self.map(("$in", "")))))
    expectWhere("[]", Self.map(("a", Self.map(("$nin", "")))))
    expectWhere(
      "[a equal '1' or (b equal '2' and c equal '3')]",
      Self.map(("$or", Self.array(Self.map(("a", 1)), Self.map(("b", 2), ("c", 3))))))
    expectWhere("(a equal '1' and (b equal '2'))", Self.map(("a", 1), ("$and", Self.array(Self.map(("b", 2))))))
    expectWhere("()", Self.map(("$or", Self.array())))
    expectWhere("!unknown operator $foo in where", Self.map(("a", Self.map(("$foo", 1)))))
    expectWhere("!unsupported type of $or in where: int64", Self.map(("$or", 1)))
    expectWhere("!unknown operator $not in where", Self.map(("$not", Self.array(Self.map(("id", 1))))))
    expectWhere("!column name is empty", Self.map(("!", 1)))
    expectWhere("!nothing is said of a in where", Self.map(("a", Self.map())))
    expectWhere("!DBFind: a where is a map, not int64", 5)
    // What says nothing is left out, and leaves no alternative that always holds.
    expectWhere("[a equal '1']", Self.map(("$or", Self.array(Self.map(("a", 1)), Self.map()))))
    expectWhere(
      "[a equal '1']", Self.map(("$or", Self.array(Self.map(("a", 1)), Self.map(("$or", Self.array()))))))
    expectWhere("a equal '1'", Self.map(("a", 1), ("b", Self.array()), ("$and", Self.array(Self.map()))))
    expectWhere("a equal '1'", Self.map(("a", 1), ("b", Self.array(Self.array()))))
    let many = ByteString(Array(repeating: UInt8(ascii: ","), count: 10_001).flatMap { [UInt8(ascii: "1"), $0] })
    expectWhere("!the where has too many conditions", Self.map(("a", Self.map(("$in", .string(many))))))
    var deep = Self.map(("a", 1))
    for _ in 0..<100 { deep = Self.map(("$or", Self.array(deep))) }
    expectWhere("!the where is nested too deep", deep)
  }

  @Test func foundRowsAreMapsOfTexts() throws {
    let run = TestRun()
    run.testHost.rows = [
      TableRow([.init("id", "1"), .init("doc", #"{"a":{"b":5},"c":"x"}"#), .init("n", nil)]),
      TableRow([.init("id", "2"), .init("doc", ""), .init("n", "3")]),
    ]
    let rows = try run.value("DBFind", ["t"])
    #expect(Vector.show(rows) == #"[]interface {} [map[id:1 doc:{"a":{"b":5},"c":"x"} n:] map[id:2 doc: n:3]]"#)
    #expect(try run.call("One", rows, "id") == "string 1")
    #expect(try run.call("One", rows, "n") == "string ")
    #expect(try run.call("One", rows, "none") == "string ")
    #expect(try run.call("One", rows, "doc->c") == "string x")
    #expect(try run.call("One", rows, "doc->a->b") == "string 5")
    #expect(try run.call("One", rows, "doc->a->z") == "string ")
    #expect(try run.call("One", rows, "Doc->A->b") == "string 5")
    #expect(try run.call("One", Self.array(), "id") == "string ")
    #expect(try run.call("One", Self.array(Self.map(("a", 5))), "a") == "string 5")
    #expect(try run.call("One", Self.array(Self.map(("a", .nil))), "a") == "string ")
    #expect(try run.call("Row", Self.array()) == "*types.Map map[]")
    #expect(try run.call("Row", rows).hasPrefix("*types.Map map[id:1"))
    #expect(try run.call("DBRow", "t").hasPrefix("*types.Map map[id:1"))
    #expect(try run.call("DBCount", "t", Self.map(("a", 1))) == "int64 42")
    #expect(
      try run.call("DBSelect", "t", "id", 0, "id", 2, 3, Self.map(), "", "", false).hasPrefix(
        "[]interface {} [map[id:1"))
    #expect(run.testHost.log.last == "select id from 5_t where () order id limit 3 offset 2")
  }

  @Test func rowsAreWritten() throws {
    let run = TestRun()
    let values = Self.map(
      ("name", "x"), ("+amount", 5), ("doc->k", 1), ("timestamp t", 7), ("d", "timestamp 2020-01-01 00:00:00"),
      ("n", "NULL"))
    #expect(try run.call("DBInsert", "t", values) == "int64 9")
    #expect(
      run.testHost.log.last
        == "insert 5_t name set string x; amount set int64 5; doc.k set int64 1; t setTimestamp int64 7; "
        + "d set string 2020-01-01 00:00:00; n set nil <nil>")
    _ = try run.call("DBInsert", "pages", Self.map(("name", "x")))
    #expect(run.testHost.log.last == "insert 1_pages name set string x; ecosystem set int64 5")
    _ = try run.call("DBInsert", "keys", Self.map(("id", 1)))
    #expect(run.testHost.log.last == "insert 1_keys id set int64 1; ecosystem set int64 1")
    _ = try run.call("DBInsert", "pages", Self.map(("ecosystem", 2)))
    #expect(run.testHost.log.last == "insert 1_pages ecosystem set int64 2")
    _ = try run.call("DBUpdate", "t", 3, Self.map(("+amount", 5), ("-b", "2")))
    #expect(run.testHost.log.last == "update 5_t where id equal '3' amount add int64 5; b subtract string 2")
    _ = try run.call("DBUpdateExt", "pages", Self.map(("name", "x")), Self.map(("value", "y")))
    #expect(
      run.testHost.log.last
        == "update 1_pages where (name equal 'x' and ecosystem equal '5') value set string y")
    _ = try run.call(
      "DBUpdateExt", "pages", Self.map(("name", "x"), ("ecosystem", Self.array())), Self.map(("value", "y")))
    #expect(
      run.testHost.log.last
        == "update 1_pages where (name equal 'x' and ecosystem equal '5') value set string y")
    _ = try run.call("DBUpdateExt", "pages", Self.map(("ecosystem", 1)), Self.map(("value", "y")))
    #expect(run.testHost.log.last == "update 1_pages where ecosystem equal '1' value set string y")
    _ = try run.call("DBUpdate", "pages", 3, Self.map(("value", "y")))
    #expect(run.testHost.log.last == "update 1_pages where (id equal '3' and ecosystem equal '5') value set string y")
    _ = try run.call("DBUpdate", "keys", 3, Self.map(("amount", 1)))
    #expect(run.testHost.log.last == "update 1_keys where (id equal '3' and ecosystem equal '1') amount set int64 1")
    #expect(run.fault("DBInsert", "t", Self.map()) == "values are undefined")
    let empty = Self.array(Self.array())
    for nothing in [
      Self.map(), Self.map(("$or", Self.array())), Self.map(("id", Self.array())), Self.map(("id", empty)),
    ] {
      #expect(run.fault("DBUpdateExt", "t", nothing, values) == "there is not Where in Update request")
      #expect(run.fault("DBUpdateExt", "pages", nothing, values) == "there is not Where in Update request")
    }
    #expect(run.fault("DBInsert", "platform_parameters", values) == "platform parameters access denied")
    run.testHost.changedCount = 0
    #expect(run.fault("DBUpdate", "t", 3, values) == "update for not existing record")
    run.testHost.facts.block = nil
    for name in ["DBInsert", "CreateColumn"] {
      let arguments: [Value] = name == "DBInsert" ? ["t", values] : ["t", "c", "text", "true"]
      #expect(throws: Fault.self) { try run.value(name, arguments) }
    }
    #expect(run.fault("DBInsert", "t", values) == "it is impossible to write to DB when Block is undefined")
  }

  @Test func parameters() throws {
    let run = TestRun()
    run.testHost.parameters = [
      .ecosystem(5, "a"): "1", .application(2, "b", ecosystem: 6): "2", .platform("c"): "3", .platform("d"): "x",
      .language("hello"): "hallo",
    ]
    #expect(try run.call("EcosysParam", "a") == "string 1")
    #expect(try run.call("EcosysParam", "z") == "string ")
    #expect(try run.call("AppParam", 2, "b", 6) == "string 2")
    #expect(try run.call("SysParamString", "c") == "string 3")
    #expect(try run.call("SysParamInt", "c") == "int64 3")
    #expect(try run.call("SysParamInt", "d") == "int64 0")
    #expect(try run.call("LangRes", "hello") == "string hallo")
    #expect(try run.call("LangRes", "bye") == "string bye")
    #expect(try run.call("GetColumnType", "members", "ID") == "string number")
    #expect(try run.call("GetColumnType", "members", "none") == "string ")
    #expect(run.fault("GetColumnType", "none", "id") == "table none has not been found")
    run.testHost.rows = [TableRow([.init("id", "-7")])]
    #expect(try run.call("CurrentKeyFromAccount", "x") == "int64 -7")
  }

  @Test func rights() throws {
    let run = TestRun()
    #expect(try run.call("ContractAccess", "A") == "bool false")
    run.activeContracts = ["@1Other", "@5A"]
    #expect(try run.call("ContractAccess", "B", "A") == "bool true")
    #expect(try run.call("ContractAccess", "@A", "@1Other", 5) == "bool false")
    #expect(try run.call("RoleAccess", 1, 3) == "bool true")
    #expect(try run.call("RoleAccess", 1, "3") == "bool false")
    run.conditionContracts = ["@5Own", "@1First"]
    #expect(try run.call("ContractConditions", "Own", "First") == "bool true")
    #expect(run.calls == ["conditions @5Own", "conditions @5First", "conditions @1First"])
    #expect(run.fault("ContractConditions", "None") == "Unknown contract None")
    #expect(run.fault("ContractConditions", "") == "empty contract name in ContractConditions")
    run.holding = ["yes"]
    #expect(try run.call("Eval", "yes") == "nil <nil>")
    #expect(run.fault("Eval", "no") == "access denied")
    #expect(run.fault("Eval", "") == "the condition is empty")
    #expect(try run.call("CheckCondition", "yes") == "bool true")
    #expect(try run.call("CheckCondition", "") == "bool false")
    #expect(run.fault("EvalCondition", "pages", "p", "conditions") == "Record p has not been found")
    #expect(run.fault("RowConditions", "pages", 4, false) == "item 4 has not been found")
    run.testHost.rows = [TableRow([.init("conditions", "yes")])]
    #expect(try run.call("EvalCondition", "pages", "p", "conditions") == "nil <nil>")
    #expect(
      run.testHost.log.last
        == "select conditions from 1_pages where (name equal 'p' and ecosystem equal '5') limit 1 offset 0")
    #expect(try run.call("RowConditions", "t", 4, false) == "nil <nil>")
    run.testHost.rows = [TableRow([.init("conditions", "no")])]
    #expect(run.fault("RowConditions", "pages", 4, false) == "access denied")
    #expect(run.fault("RowConditions", "pages", 4, true) == "the condition is empty")
    run.testHost.parameters[.ecosystem(5, "changing_page")] = "yes"
    #expect(try run.call("RowConditions", "pages", 4, true) == "nil <nil>")
    #expect(try run.call("AllowChangeCondition", "1_pages") == "nil <nil>")
    #expect(try run.call("AllowChangeCondition", "other") == "nil <nil>")
    #expect(run.fault("AllowChangeCondition", "menu") == "the condition is empty")
  }

  @Test func conditionsOfTheRowThatIsChanged() throws {
    let run = TestRun()
    #expect(run.fault("ConditionById", "pages", true) == "unknown extend identifier Id")
    run.variables["Id"] = 4
    #expect(run.fault("ConditionById", "pages", true) == "Item 4 has not been found")
    run.testHost.rows = [TableRow([.init("conditions", "yes")])]
    #expect(run.fault("ConditionById", "pages", true) == "access denied")
    run.holding = ["yes"]
    #expect(try run.call("ConditionById", "pages", false) == "nil <nil>")
    run.variables["Conditions"] = "$key_id == 1"
    #expect(run.fault("ConditionById", "pages", true) == "condition $key_id == 1 is not allowed")
    run.variables["Conditions"] = "true"
    #expect(try run.call("ConditionById", "pages", true) == "nil <nil>")
  }

  @Test func onlyPlainConditionsAreStored() throws {
    let run = TestRun()
    for condition in [
      "0", "1", "true", "false", " true ", #"ContractConditions("MainCondition")"#,
      #"ContractConditions( "A", "@1B" )"#,
      "ContractAccess(`A`)", "RoleAccess(1, 2)", "RoleAccess()",
    ] {
      #expect(try run.call("ValidateCondition", .text(condition), 1) == "nil <nil>", "\(condition)")
    }
    for condition in [
      "2", "nil", "$key_id == 1", #"ContractConditions("A") || true"#,
      #"ContractConditions("A") || ContractConditions("B")"#,
      #"Eval("A")"#, "ContractAccess($x)", #"ContractAccess("A").One("x")"#, "RoleAccess(\"1\")", "(true)", "!true",
      "true }",
    ] {
      #expect(run.fault("ValidateCondition", .text(condition), 1) == "condition \(condition) is not allowed")
    }
    #expect(run.fault("ValidateCondition", "", 1) == "conditions is empty")
    for condition in [#"ContractAccess("A B")"#, #"ContractAccess("")"#, #"ContractAccess("A,B")"#] {
      #expect(run.fault("ValidateCondition", .text(condition), 1) == "incorrect parameter of the condition function")
    }
  }

  @Test func contracts() throws {
    let run = TestRun()
    #expect(try run.call("CallContract", "@1A", Self.map(("x", 1))) == "string called")
    #expect(run.calls == ["@1A map[x:1]"])
    #expect(try run.call("Settings", "@1Known", "limit") == "int64 7")
    #expect(try run.call("Settings", "@1Known", "none") == "string ")
    #expect(try run.call("IsObject", "Size", 1) == "bool true")
    #expect(try run.call("IsObject", "None", 1) == "bool false")
    #expect(try run.call("GetContractByName", "A") == "int64 0")
    #expect(
      run.testHost.log.last
        == "select id from 1_contracts where (ecosystem equal '5' and name equal 'A') limit 1 offset 0")
    run.testHost.rows = [TableRow([.init("value", "contract B { }")])]
    #expect(try run.call("GetContractById", 3) == "string B")
    #expect(try run.call("MemoryUsage") == "int64 0")
  }

  @Test func whatOnlyTheHostCanIsACommand() throws {
    let run = TestRun()
    #expect(try run.call("GetHistory", "t", 5) == "nil <nil>")
    #expect(run.testHost.log == ["GetHistory(t, 5)"])
    #expect(run.fault("GetHistory", "t", "5") == "GetHistory: using string as type int64")
    #expect(run.fault("GetHistory", 5, 5) == "GetHistory: using int64 as type string")
    _ = try run.call("Println", "a", 1)
    #expect(run.testHost.log.last == "Println(a, 1)")
  }
}

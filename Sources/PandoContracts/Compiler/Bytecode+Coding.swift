extension Bytecode {
  /// What stored bytecode begins with: a mark and the version of the format.
  private static let head = Array("NDL".utf8) + [UInt8(version)]

  /// One byte form for each program: numbers as varints with the low bits first, texts and lists with their counts.
  package var encoded: [UInt8] {
    var writer = BytecodeWriter(bytes: Bytecode.head)
    for price in schedule.prices { writer.write(price) }
    writer.write(ecosystem)
    writer.write(code) { writer, word in writer.write(word) }
    writer.write(constants) { $0.write($1) }
    writer.write(functions) { $0.write($1) }
    writer.write(contracts) { $0.write($1) }
    writer.write(variables) { $0.write($1.text) }
    writer.write(lines) { writer, line in
      writer.write(line.start)
      writer.write(line.line)
    }
    return writer.bytes
  }

  /// Reads what ``encoded`` wrote, and nothing else. It may still make no sense: see ``Executable``.
  package init(decoding bytes: [UInt8]) throws(InvalidBytecode) {
    guard bytes.starts(with: Bytecode.head) else { throw InvalidBytecode("no bytecode of this version") }
    var reader = BytecodeReader(bytes: bytes, offset: Bytecode.head.count)
    self.init()
    schedule = FuelSchedule(
      prices: try reader.list(of: FuelSchedule().prices.count) { r throws(InvalidBytecode) in try r.int() })
    ecosystem = try reader.int()
    code = try reader.list { r throws(InvalidBytecode) in try r.word() }
    constants = try reader.list { r throws(InvalidBytecode) in try r.constant() }
    functions = try reader.list { r throws(InvalidBytecode) in try r.function() }
    contracts = try reader.list { r throws(InvalidBytecode) in try r.contract() }
    variables = try reader.list { r throws(InvalidBytecode) in try r.name() }
    lines = try reader.list { r throws(InvalidBytecode) in Line(start: try r.int(), line: try r.int()) }
    guard reader.isAtEnd else { throw InvalidBytecode("bytes behind the end") }
  }
}

extension FuelSchedule {
  /// In the order of their declarations.
  fileprivate var prices: [Int] {
    [
      operation, extendedVariable, functionCall, contractCall, contractStart, contractFunction, contractSetting,
      contractField, bytesPerFuel, elementsPerFuel,
    ]
  }

  fileprivate init(prices: [Int]) {
    (operation, extendedVariable, functionCall, contractCall) = (prices[0], prices[1], prices[2], prices[3])
    (contractStart, contractFunction, contractSetting) = (prices[4], prices[5], prices[6])
    (contractField, bytesPerFuel, elementsPerFuel) = (prices[7], prices[8], prices[9])
  }
}

private struct BytecodeWriter {
  var bytes: [UInt8]

  mutating func write(_ word: UInt64) {
    var rest = word
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// - Precondition: it is not negative.
  mutating func write(_ number: Int) { write(UInt64(number)) }

  mutating func write(_ text: ByteString) {
    write(text.count)
    bytes += text.bytes
  }

  mutating func write(_ text: String) { write(ByteString(text)) }

  mutating func write<Element>(_ list: [Element], _ write: (inout BytecodeWriter, Element) -> Void) {
    self.write(list.count)
    for element in list { write(&self, element) }
  }

  /// Nil is 0, and anything else one more than it is.
  mutating func write(_ number: Int?) { write((number ?? -1) + 1) }

  mutating func write(_ constant: Bytecode.Constant) {
    switch constant {
    case .int(let value):
      bytes.append(0)
      write(UInt64(bitPattern: value))
    case .float(let value):
      bytes.append(1)
      write(value.bitPattern)
    case .text(let text):
      bytes.append(2)
      write(text)
    case .emptyBytes: bytes.append(3)
    case .zeroMoney: bytes.append(4)
    }
  }

  mutating func write(_ function: Bytecode.Function) {
    write(function.name.text)
    write(function.contract)
    write(function.outer)
    write(function.groups) { writer, group in
      writer.write(group.types) { $0.write($1.number) }
      writer.write(group.isVariadic ? 1 : 0)
    }
    write(function.results) { $0.write($1.number) }
    for number in [function.registerCount, function.start, function.end] { write(number) }
  }

  mutating func write(_ contract: Bytecode.Contract) {
    write(contract.fullName.text)
    write(contract.plainName.text)
    write(contract.fields) { writer, field in
      writer.write(field.name.text)
      writer.write(DeclaredType.allCases.firstIndex(of: field.type) ?? 0)
      writer.write(field.isOptional ? 1 : 0)
      writer.write(field.tags)
      writer.write(field.variable)
    }
    write(contract.settings) { writer, setting in
      writer.write(setting.name.text)
      writer.write(setting.constant)
    }
    write(contract.conditions)
    write(contract.action)
    write(contract.functionCount)
  }
}

private struct BytecodeReader {
  let bytes: [UInt8]
  var offset: Int

  var isAtEnd: Bool { offset == bytes.count }

  private static let cut = InvalidBytecode("it ends too early")

  mutating func byte() throws(InvalidBytecode) -> UInt8 {
    guard offset < bytes.count else { throw BytecodeReader.cut }
    offset += 1
    return bytes[offset - 1]
  }

  mutating func word() throws(InvalidBytecode) -> UInt64 {
    var word: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      let isLast = byte & 0x80 == 0
      // No more than 64 bits, and no zeros at the end.
      guard shift < 63 || byte <= 1, !isLast || byte > 0 || shift == 0 else { throw InvalidBytecode("a long number") }
      word |= UInt64(byte & 0x7F) << shift
      if isLast { return word }
      shift += 7
    }
  }

  /// At most 40 bits: sums of some never overflow.
  mutating func int() throws(InvalidBytecode) -> Int {
    let word = try word()
    guard word < 1 << 40 else { throw InvalidBytecode("a number out of range") }
    return Int(word)
  }

  mutating func optional() throws(InvalidBytecode) -> Int? {
    let number = try int()
    return number == 0 ? nil : number - 1
  }

  mutating func bool() throws(InvalidBytecode) -> Bool {
    let number = try int()
    guard number <= 1 else { throw InvalidBytecode("neither true nor false") }
    return number == 1
  }

  mutating func text() throws(InvalidBytecode) -> ByteString {
    let count = try int()
    guard count <= bytes.count - offset else { throw BytecodeReader.cut }
    offset += count
    return ByteString(bytes[(offset - count)..<offset])
  }

  mutating func name() throws(InvalidBytecode) -> Name {
    guard let text = try text().validString else { throw InvalidBytecode("a name that is no UTF-8") }
    return Name(text)
  }

  /// Every element takes a byte at least.
  mutating func list<Element>(
    of count: Int? = nil, _ read: (inout BytecodeReader) throws(InvalidBytecode) -> Element
  ) throws(InvalidBytecode) -> [Element] {
    var number = count ?? 0
    if count == nil { number = try int() }
    guard number <= bytes.count - offset else { throw BytecodeReader.cut }
    var elements: [Element] = []
    elements.reserveCapacity(number)
    for _ in 0..<number { elements.append(try read(&self)) }
    return elements
  }

  private mutating func element<Element>(of cases: [Element]) throws(InvalidBytecode) -> Element {
    let number = try int()
    guard cases.indices.contains(number) else { throw InvalidBytecode("an unknown type") }
    return cases[number]
  }

  mutating func constant() throws(InvalidBytecode) -> Bytecode.Constant {
    switch try byte() {
    case 0: return .int(Int64(bitPattern: try word()))
    case 1: return .float(Float64(bitPattern: try word()))
    case 2: return .text(try text())
    case 3: return .emptyBytes
    case 4: return .zeroMoney
    default: throw InvalidBytecode("an unknown constant")
    }
  }

  mutating func function() throws(InvalidBytecode) -> Bytecode.Function {
    Bytecode.Function(
      name: try name(), contract: try optional(), outer: try optional(),
      groups: try list { r throws(InvalidBytecode) in
        Bytecode.Function.Group(types: try r.types(), isVariadic: try r.bool())
      },
      results: try types(), registerCount: try int(), start: try int(), end: try int())
  }

  private mutating func type() throws(InvalidBytecode) -> ValueType {
    guard let type = ValueType(checked: try int()) else { throw InvalidBytecode("an unknown type") }
    return type
  }

  private mutating func types() throws(InvalidBytecode) -> [ValueType] {
    try list { r throws(InvalidBytecode) in try r.type() }
  }

  mutating func contract() throws(InvalidBytecode) -> Bytecode.Contract {
    Bytecode.Contract(
      fullName: try name(), plainName: try name(),
      fields: try list { r throws(InvalidBytecode) in
        Bytecode.Field(
          name: try r.name(), type: try r.element(of: DeclaredType.allCases), isOptional: try r.bool(),
          tags: try r.text(), variable: try r.int())
      },
      settings: try list { r throws(InvalidBytecode) in
        Bytecode.Setting(name: try r.name(), constant: try r.constant())
      },
      conditions: try optional(), action: try optional(), functionCount: try int())
  }
}

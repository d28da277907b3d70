/// Runs one transaction's contract, and what it calls.
///
/// Registers of all functions that are active lie in one stretch of memory; a call's arguments are the first registers
/// of what it calls. A register, like an element of an array, is a ``Slot``: a tag and 64 bits. Whatever it holds, it
/// holds a reference of its own; writing releases the old one. Registers above the active ones hold no references.
@safe package final class Machine {
  /// A function that is active.
  @unsafe struct Frame {
    /// Where the caller goes on; nil when the machine itself called.
    let returnTo: UnsafePointer<UInt64>?
    /// Its registers.
    let base: UnsafeMutablePointer<Slot>
    let registerCount: Int
    /// The function that this one is declared in; itself where there is none.
    let outer: UnsafeMutablePointer<Frame>
  }

  package let host: any Host
  package let limits: MachineLimits
  package let schedule: FuelSchedule
  let builtinPrices: [Int]
  package let memory: Memory
  package var drawCount: UInt64 = 0
  var fuel: Int
  /// Contracts that are active, the first called first.
  var activations: [Activation] = []
  var nestedRunCount = 0
  /// What the transaction gave its contract.
  var transactionFields = ValueMap()
  /// Conditions that have been compiled, by their texts.
  var conditions: [ByteString: Executable] = [:]

  let registers: UnsafeMutablePointer<Slot>
  /// Registers below are initialized.
  var initializedEnd: UnsafeMutablePointer<Slot>
  let registersEnd: UnsafeMutablePointer<Slot>
  let frames: UnsafeMutablePointer<Frame>
  /// The last frame that there is room for.
  let lastFrame: UnsafeMutablePointer<Frame>
  /// The frame of the function that runs, and the end of its registers, whenever the machine calls out.
  var frame: UnsafeMutablePointer<Frame>
  var top: UnsafeMutablePointer<Slot>

  /// - Parameter fuel: what the run may take; not more than the limits say.
  package convenience init(
    host: any Host, limits: MachineLimits = .standard, schedule: FuelSchedule = .standard, fuel: Int? = nil
  ) {
    var rules = RunRules.standard
    (rules.limits, rules.schedule) = (limits, schedule)
    self.init(host: host, rules: rules, fuel: fuel)
  }

  /// - Parameter fuel: what the run may take; not more than the rules say.
  package init(host: any Host, rules: RunRules, fuel: Int? = nil) {
    self.host = host
    limits = rules.limits
    schedule = rules.schedule
    builtinPrices = rules.builtinPrices
    self.fuel = min(fuel ?? limits.fuelMax, limits.fuelMax)
    memory = Memory(limit: limits.memoryMax)
    unsafe registers = .allocate(capacity: limits.registerMax)
    unsafe initializedEnd = registers
    unsafe registersEnd = registers + limits.registerMax
    unsafe frames = .allocate(capacity: limits.callDepthMax + 1)
    unsafe lastFrame = frames + limits.callDepthMax
    unsafe frame = frames
    unsafe top = registers
  }

  deinit {
    // A run that ended, whichever way, has left no references.
    unsafe registers.deallocate()
    unsafe frames.deallocate()
  }

  // MARK: Runs

  /// Runs `conditions` and `action` of a contract, as a transaction starts it.
  /// - Parameter parameters: the fields by name.
  /// - Returns: its `$result`.
  package func start(_ contract: CompiledContract, _ parameters: ValueMap) throws(Fault) -> Value {
    let declaration = contract.declaration
    try charge(
      schedule.contractStart + schedule.contractFunction * declaration.functionCount
        + schedule.contractSetting * declaration.settings.count + schedule.contractField * declaration.fields.count)
    transactionFields = parameters
    return try run(contract, parameters)
  }

  /// Runs a function of the top level that has no parameters: a condition, or what a benchmark measures.
  package func call(_ function: Int, in executable: Executable) throws(Fault) -> Value {
    let declaration = executable.bytecode.functions[function]
    guard declaration.parameterCount == 0, declaration.outer == nil, declaration.contract == nil else {
      throw Fault(.program, "\(declaration.name) cannot be called from outside")
    }
    let base =
      unsafe try activations.isEmpty
      ? within(Activation(executable, nil)) { () throws(Fault) in unsafe try execute(function, in: executable) }
      : execute(function, in: executable)
    guard !declaration.results.isEmpty else { return .nil }
    let slot = unsafe base.pointee
    defer {
      slot.release()
      unsafe base.pointee = .nil
    }
    return slot.value
  }

  /// - Precondition: the function takes no parameters.
  /// - Returns: where its results are.
  func execute(_ function: Int, in executable: Executable) throws(Fault) -> UnsafeMutablePointer<Slot> {
    let (outerFrame, outerTop) = unsafe (frame, top)
    defer { unsafe (frame, top) = (outerFrame, outerTop) }
    let base = unsafe top
    let entry = unsafe executable.entries[function]
    let new = unsafe Frame(returnTo: nil, base: base, registerCount: entry.registerCount, outer: frame)
    try unsafe push(new)
    try unsafe loop(executable, entry.start, base)
    return unsafe base
  }

  /// Makes a frame above ``frame``.
  @inline(__always)
  func push(_ new: Frame) throws(Fault) {
    guard unsafe frame < lastFrame else { throw .tooDeep }
    try unsafe reserve(new.base + new.registerCount)
    unsafe frame += 1
    unsafe frame.initialize(to: new)
  }

  /// Initializes registers up to `end`.
  @inline(__always)
  func reserve(_ end: UnsafeMutablePointer<Slot>) throws(Fault) {
    if unsafe end > initializedEnd { try unsafe initialize(to: end) }
  }

  @inline(never)
  private func initialize(to end: UnsafeMutablePointer<Slot>) throws(Fault) {
    guard unsafe end <= registersEnd else { throw .tooDeep }
    unsafe initializedEnd.initialize(repeating: .nil, count: end - initializedEnd)
    unsafe initializedEnd = end
  }

  /// Writes down where the run was, gives back what its functions held, and leaves them.
  @inline(never)
  func unwind(_ fault: Fault, _ executable: Executable, _ position: UnsafePointer<UInt64>) -> Fault {
    var fault = fault
    var position = unsafe position
    var slot = unsafe frame.pointee.base
    var end = unsafe slot
    while true {
      let current = unsafe frame.pointee
      let index = unsafe position - executable.code - 1
      if fault.trace.count < Fault.traceMax { fault.trace.append(executable.place(at: index)) }
      unsafe slot = current.base
      unsafe end = max(end, slot + current.registerCount)
      unsafe frame -= 1
      guard let returnTo = unsafe current.returnTo else { break }
      unsafe position = returnTo
    }
    while unsafe slot < end {
      unsafe slot.pointee.release()
      unsafe slot.pointee = .nil
      unsafe slot += 1
    }
    if fault.code == .fuel { fuel = 0 }
    return fault
  }
}

extension Executable {
  /// The function and line of an instruction.
  func place(at position: Int) -> Fault.Place {
    let function = function(at: position)
    return Fault.Place(
      contract: function?.contract.map { bytecode.contracts[$0].fullName }, function: function?.name ?? "",
      line: line(at: position))
  }
}

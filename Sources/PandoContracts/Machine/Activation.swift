/// A contract that is being run, or a condition: its `$` variables, which live as long as it does.
final class Activation {
  let executable: Executable
  /// Nil for a condition.
  let contract: CompiledContract?
  /// By the numbers that the program gives to names.
  private var slots: [Slot]
  /// What each was first seen to hold; nil before.
  private var types: [ValueType?]

  init(_ executable: Executable, _ contract: CompiledContract?) {
    self.executable = executable
    self.contract = contract
    let count = executable.bytecode.variables.count
    slots = Array(repeating: Slot(.unset, 0), count: count)
    types = Array(repeating: nil, count: count)
  }

  deinit { Teardown.release(slots) }

  /// A variable by its number, by reference of the activation. Nil when nothing has set it.
  func slot(_ number: Int) -> Slot? { slots[number].tag == .unset ? nil : slots[number] }

  /// - Parameter name: for the message.
  func set(_ number: Int, _ value: Value, _ name: Name) throws(Fault) {
    if let type = value.type, number != 0 {
      if let first = types[number], first != type {
        throw Fault(
          .type,
          "$\(name) (type \(type.runtimeText)) cannot be represented by the type \(first.runtimeText)")
      }
      types[number] = type
    }
    let old = slots[number]
    slots[number] = Slot(value)
    old.release()
  }
}

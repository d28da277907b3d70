/// What a run may take. All nodes of a ledger have the same: each is a parameter of the ledger, and a change of what
/// one means is a new version.
package struct MachineLimits: Hashable, Sendable {
  package static let version = 1

  /// Fuel that a transaction may take.
  package var fuelMax = 20_000_000
  /// Functions and contracts that are active at a time.
  package var callDepthMax = 1000
  /// Contracts that are active at a time. Each takes native stack.
  package var contractDepthMax = 64
  /// Bytes of the values that are alive.
  package var memoryMax = 128 << 20
  /// The largest index of an array.
  package var arrayIndexMax = 1_000_000
  /// Entries of a map.
  package var mapCountMax = 100_000
  /// Bytes of the text of an error.
  package var messageByteCountMax = 150
  /// Bytes of the text of a result.
  package var resultByteCountMax = 255
  /// Runs that are started by built-in functions, such as `Eval`, within one another. Each takes native stack.
  package var nestedRunMax = 16
  /// Registers of all functions that are active.
  package var registerMax = 1 << 18

  package init() {}

  package static let standard = MachineLimits()
}

/// What things cost. A ledger's schedule has a version, and a program is compiled for one.
///
/// Fuel is charged for a *stretch* at a time, when it begins: what runs without a branch, up to and with the condition
/// that ends it. What depends on the size of values is charged when it is done.
package struct FuelSchedule: Hashable, Sendable {
  package static let version = 1

  /// An operator, a literal, a variable, an element, a statement.
  package var operation = 1
  /// Reading or assigning a `$` variable.
  package var extendedVariable = 10
  /// Calling a function of the sources.
  package var functionCall = 50
  /// Calling a contract out of a contract.
  package var contractCall = 150
  /// Starting a contract by a transaction, with each function and section, setting and field that it declares.
  package var contractStart = 100
  package var contractFunction = 50
  package var contractSetting = 50
  package var contractField = 10
  /// So many bytes that are copied, compared or looked at cost 1.
  package var bytesPerFuel = 16
  /// So many elements that are copied, compared or looked at cost 1.
  package var elementsPerFuel = 1

  package init() {}

  /// Most texts are shorter than what costs 1, and dividing takes longer than looking.
  @inline(__always) func price(bytes count: Int) -> Int { count < bytesPerFuel ? 0 : count / bytesPerFuel }

  /// How many elements there is fuel for.
  func elementCount(_ fuel: Int) -> Int {
    let (count, overflow) = fuel.multipliedReportingOverflow(by: elementsPerFuel)
    return overflow ? .max : count
  }

  package static let standard = FuelSchedule()
}

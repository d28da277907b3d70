/// A contract that can be run.
package struct CompiledContract: Sendable {
  package let fullName: Name
}

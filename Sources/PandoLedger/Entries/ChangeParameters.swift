import PandoPrimitives
import PandoStorage

extension ChangeParameters {
  /// Decides parameters that hold from their activation height on. Takes the consensus admins.
  func apply<Store: StoreReader>(
    to world: inout World<Store>, by credentials: Credentials
  ) throws(ExecutionFailure) {
    let configuration = world.configuration
    try configuration.requireConsensusAdmins(credentials)
    try configuration.requireParametersSettled(for: parameters)
    try configuration.requireActivation(activation)
    if let problem = parameters.firstProblem {
      throw .refused(.parametersInvalid, "\(problem.message) Give a value in this range.")
    }
    let old = configuration.parameters
    guard parameters != old else {
      throw .refused(.changeEmpty, "The change leaves the parameters as they are; say what should differ.")
    }
    let since = parameters.faultMode == old.faultMode ? configuration.faultModeSince : activation
    world.setParameters(ParametersRow(parameters: parameters, faultModeSince: since), from: activation)
    world.emit(.parametersChanged(parameters, activation: activation))
  }
}

/// Elements of arrays and maps.
package enum Elements {
  /// `container[index]`
  package static func get(_ container: Value, _ index: Value) throws(Fault) -> Value {
    switch container {
    case .array(let array):
      guard case .int(let position) = index else { throw wrongIndex("array", index) }
      guard position >= 0, position < array.count else { throw outOfRange }
      return array[Int(position)]
    case .map(let map):
      guard case .string(let key) = index else { throw wrongIndex("map", index) }
      return map[key] ?? .nil
    default: throw Fault(.type, "Type \(container.typeText) doesn't support indexing")
    }
  }

  /// What reading an element costs beside the operation.
  package static func fuel(_ container: Value, _ index: Value, _ schedule: FuelSchedule) -> Int {
    if case .map = container, case .string(let key) = index { key.count / schedule.bytesPerFuel } else { 0 }
  }

  /// `container[index] = value`
  /// - Parameter fuel: what there is to pay with.
  /// - Returns: what it costs beside the operation.
  package static func set(
    _ container: Value, _ index: Value, _ value: Value, _ limits: MachineLimits, _ schedule: FuelSchedule, fuel: Int
  ) throws(Fault) -> Int {
    switch container {
    case .array(let array):
      guard case .int(let position) = index else { throw wrongIndex("array", index) }
      guard position <= limits.arrayIndexMax else { throw indexTooLarge }
      guard position >= 0 else { throw outOfRange }
      let work = try checkNesting(of: value, in: array, countMax: schedule.elementCount(fuel))
      let added = max(0, Int(position) + 1 - array.count)
      array.grow(to: Int(position) + 1)
      array[Int(position)] = value
      return (work + added) / schedule.elementsPerFuel
    case .map(let map):
      guard case .string(let key) = index else { throw wrongIndex("map", index) }
      guard map.count < limits.mapCountMax || map[key] != nil else { throw mapTooLarge }
      let work = try checkNesting(of: value, in: map, countMax: schedule.elementCount(fuel))
      map[key] = value
      return work / schedule.elementsPerFuel + key.count / schedule.bytesPerFuel
    default: throw Fault(.type, "Type \(container.typeText) doesn't support indexing")
    }
  }

  private static func wrongIndex(_ container: String, _ index: Value) -> Fault {
    Fault(.index, "index of \(container) cannot be type \(index.typeText)")
  }

  private static let outOfRange = Fault(.index, "index of array is out of range")
  private static let indexTooLarge = Fault(.size, "the index is out of range")
  // Clients compare the text.
  static let mapTooLarge = Fault(.size, "the maxumim length of map")

  /// How deep containers may nest.
  static let depthMax = 64

  /// Sees to it that a container never comes to hold itself, so that counting references frees all there is, and that
  /// nesting has an end.
  /// - Returns: what it costs to look at all elements in the value, which is out of all proportion when containers hold
  ///   one another several times: so the looking ends with the fuel.
  package static func nestingFuel(
    of value: Value, in container: AnyObject, _ schedule: FuelSchedule, fuel: Int
  ) throws(Fault) -> Int {
    try checkNesting(of: value, in: container, countMax: schedule.elementCount(fuel)) / schedule.elementsPerFuel
  }

  /// - Returns: how many elements were looked at.
  private static func checkNesting(
    of value: Value, in container: AnyObject, countMax: Int
  ) throws(Fault) -> Int {
    var search = NestingSearch(container: container, countLeft: countMax)
    try search.look(at: value, depth: 1)
    return countMax - search.countLeft
  }
}

/// Looks for a container within a value.
private struct NestingSearch {
  let container: AnyObject
  /// Elements that may yet be looked at.
  var countLeft: Int

  mutating func look(at value: Value, depth: Int) throws(Fault) {
    switch value {
    case .array(let array):
      try enter(array, depth, array.hasContainers ? array.count : 0)
      guard array.hasContainers else { return }
      for index in 0..<array.count { try look(at: array[index], depth: depth + 1) }
    case .map(let map):
      try enter(map, depth, map.hasContainers ? map.count : 0)
      guard map.hasContainers else { return }
      for index in 0..<map.count { try look(at: map.value(at: index), depth: depth + 1) }
    default: return
    }
  }

  private mutating func enter(_ found: AnyObject, _ depth: Int, _ count: Int) throws(Fault) {
    if found === container { throw Fault(.value, "self assignment") }
    if depth >= Elements.depthMax { throw Fault(.depth, "containers nest too deep") }
    guard count <= countLeft else { throw .outOfFuel }
    countLeft -= count
  }
}

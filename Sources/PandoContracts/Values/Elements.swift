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
  /// - Returns: what it costs beside the operation.
  package static func set(
    _ container: Value, _ index: Value, _ value: Value, _ limits: MachineLimits, _ schedule: FuelSchedule
  ) throws(Fault) -> Int {
    switch container {
    case .array(let array):
      guard case .int(let position) = index else { throw wrongIndex("array", index) }
      guard position <= limits.arrayIndexMax else { throw indexTooLarge }
      guard position >= 0 else { throw outOfRange }
      let work = try checkNesting(of: value, in: array)
      let added = max(0, Int(position) + 1 - array.count)
      array.grow(to: Int(position) + 1)
      array[Int(position)] = value
      return (work + added) / schedule.elementsPerFuel
    case .map(let map):
      guard case .string(let key) = index else { throw wrongIndex("map", index) }
      guard map.count < limits.mapCountMax || map[key] != nil else { throw mapTooLarge }
      let work = try checkNesting(of: value, in: map)
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
  /// - Returns: how many elements were looked at.
  package static func checkNesting(of value: Value, in container: AnyObject) throws(Fault) -> Int {
    var work = 0
    try check(value, container, depth: 1, &work)
    return work
  }

  private static func check(_ value: Value, _ container: AnyObject, depth: Int, _ work: inout Int) throws(Fault) {
    switch value {
    case .array(let array):
      if array === container { throw Fault(.value, "self assignment") }
      try checkDepth(depth)
      guard array.hasContainers else { return }
      work += array.count
      for index in 0..<array.count { try check(array[index], container, depth: depth + 1, &work) }
    case .map(let map):
      if map === container { throw Fault(.value, "self assignment") }
      try checkDepth(depth)
      guard map.hasContainers else { return }
      work += map.count
      for index in 0..<map.count { try check(map.value(at: index), container, depth: depth + 1, &work) }
    default: return
    }
  }

  private static func checkDepth(_ depth: Int) throws(Fault) {
    if depth >= depthMax { throw Fault(.depth, "containers nest too deep") }
  }
}

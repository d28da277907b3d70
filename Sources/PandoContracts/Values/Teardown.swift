/// Gives back containers within containers without native recursion, however deep they are.
enum Teardown {
  /// Releases the references of `slots`, and what only they hold.
  static func release(_ slots: [Slot]) {
    var waiting = slots
    while let slot = waiting.popLast() {
      switch slot.tag {
      case .array:
        var array = unsafe slot.reference(to: ValueArray.self).takeRetainedValue()
        if array.hasContainers, isKnownUniquelyReferenced(&array) { waiting += array.takeSlots() }
      case .map:
        var map = unsafe slot.reference(to: ValueMap.self).takeRetainedValue()
        if map.hasContainers, isKnownUniquelyReferenced(&map) { waiting += map.takeSlots() }
      default: slot.release()
      }
    }
  }
}

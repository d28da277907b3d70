/// What rows are put in order by: numbers by what they are, and behind all others those without a value.
enum SortKey: Comparable {
  case number(Decimal)
  case text(ByteString)
  case nothing

  init(_ value: ByteString?, isNumber: Bool) {
    guard let value else {
      self = .nothing
      return
    }
    self = (isNumber ? try? Decimal(value.bytes) : nil).map { .number($0) } ?? .text(value)
  }

  /// How many units of fuel it takes to compare two rows by one column.
  private static let comparisonFuel = 4

  /// Charges for putting so many rows in order.
  static func charge(_ count: Int, by order: [TableQuery.Order], _ meter: any FuelMeter) throws(Fault) {
    let comparisonCount = count * (Int.bitWidth - count.leadingZeroBitCount)
    try meter.charge(comparisonCount * order.count * comparisonFuel)
  }

  /// Whether what has the keys `left` comes before what has the keys `right`, which are one for each part of the order.
  /// Of equal numbers spelt otherwise neither is less.
  static func precedes(_ left: [SortKey], _ right: [SortKey], by order: [TableQuery.Order]) -> Bool {
    for (index, part) in order.enumerated() {
      if left[index] < right[index] { return !part.isDescending }
      if right[index] < left[index] { return part.isDescending }
    }
    return false
  }
}

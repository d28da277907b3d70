/// Writes moments by example, as the language Go does: a layout shows how the second of January 2006, 15:04:05, would
/// look.
package enum GoLayout {
  /// The layout of `DateTime` and its like.
  package static let dateTime = Array("2006-01-02 15:04:05".utf8)

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

  /// A part of a layout, and what stands for it. Of those that begin alike the longest comes first.
  private enum Part: String, CaseIterable {
    case monthName = "January"
    case shortMonthName = "Jan"
    case weekdayName = "Monday"
    case shortWeekdayName = "Mon"
    case zoneName = "MST"
    case paddedYearDay = "002"
    case paddedMonth = "01"
    case paddedDay = "02"
    case paddedHour12 = "03"
    case paddedMinute = "04"
    case paddedSecond = "05"
    case shortYear = "06"
    case hour = "15"
    case month = "1"
    case year = "2006"
    case day = "2"
    case spacedYearDay = "__2"
    case spacedDay = "_2"
    case hour12 = "3"
    case minute = "4"
    case second = "5"
    case upperHalf = "PM"
    case lowerHalf = "pm"
    case isoZoneColonSeconds = "Z07:00:00"
    case isoZoneColon = "Z07:00"
    case isoZoneSeconds = "Z070000"
    case isoZone = "Z0700"
    case isoZoneHour = "Z07"
    case zoneColonSeconds = "-07:00:00"
    case zoneColon = "-07:00"
    case zoneSeconds = "-070000"
    case zone = "-0700"
    case zoneHour = "-07"

    static let spelled = allCases.map { ($0, Array($0.rawValue.utf8)) }
  }

  /// The moment in UTC in a layout. The text is at most about three times as long as the layout.
  package static func text(_ layout: [UInt8], _ time: CivilTime) -> [UInt8] {
    var text: [UInt8] = []
    var offset = 0
    while offset < layout.count {
      if let count = fraction(layout, offset) {
        // There are whole seconds only: zeros stay, nines vanish.
        if layout[offset + 1] == UInt8(ascii: "0") { text += layout[offset..<(offset + count)] }
        offset += count
      } else if let (part, count) = part(layout, offset) {
        text += Array(spelled(part, time).utf8)
        offset += count
      } else {
        text.append(layout[offset])
        offset += 1
      }
    }
    return text
  }

  private static func part(_ layout: [UInt8], _ offset: Int) -> (Part, Int)? {
    let rest = layout[offset...]
    // `_2006` is an underscore and a year.
    if rest.starts(with: "_2006".utf8) { return nil }
    guard let (part, text) = Part.spelled.first(where: { rest.starts(with: $0.1) }) else { return nil }
    let follower = rest.dropFirst(text.count).first
    if part == .shortMonthName || part == .shortWeekdayName, let follower, follower &- UInt8(ascii: "a") < 26 {
      return nil
    }
    return (part, text.count)
  }

  /// The length of `.000`, `,000`, `.999` and the like when one stands here.
  private static func fraction(_ layout: [UInt8], _ offset: Int) -> Int? {
    guard layout[offset] == UInt8(ascii: ".") || layout[offset] == UInt8(ascii: ","), offset + 1 < layout.count else {
      return nil
    }
    let digit = layout[offset + 1]
    guard digit == UInt8(ascii: "0") || digit == UInt8(ascii: "9") else { return nil }
    let count = layout[(offset + 1)...].prefix { $0 == digit }.count
    let end = offset + 1 + count
    return end < layout.count && layout[end].isDigit ? nil : count + 1
  }

  private static func spelled(_ part: Part, _ time: CivilTime) -> String {
    let hour12 = time.hour % 12 == 0 ? 12 : time.hour % 12
    switch part {
    case .monthName: return months[time.month - 1]
    case .shortMonthName: return String(months[time.month - 1].prefix(3))
    case .weekdayName: return weekdays[time.weekday]
    case .shortWeekdayName: return String(weekdays[time.weekday].prefix(3))
    case .year: return padded(time.year, 4)
    case .shortYear: return padded((time.year % 100).magnitude, 2)
    case .month: return String(time.month)
    case .paddedMonth: return padded(time.month, 2)
    case .day: return String(time.day)
    case .paddedDay: return padded(time.day, 2)
    case .spacedDay: return padded(time.day, 2, with: " ")
    case .paddedYearDay: return padded(time.yearDay, 3)
    case .spacedYearDay: return padded(time.yearDay, 3, with: " ")
    case .hour: return padded(time.hour, 2)
    case .hour12: return String(hour12)
    case .paddedHour12: return padded(hour12, 2)
    case .minute: return String(time.minute)
    case .paddedMinute: return padded(time.minute, 2)
    case .second: return String(time.second)
    case .paddedSecond: return padded(time.second, 2)
    case .upperHalf: return time.hour < 12 ? "AM" : "PM"
    case .lowerHalf: return time.hour < 12 ? "am" : "pm"
    case .zoneName: return "UTC"
    case .isoZoneColonSeconds, .isoZoneColon, .isoZoneSeconds, .isoZone, .isoZoneHour: return "Z"
    case .zoneColonSeconds: return "+00:00:00"
    case .zoneColon: return "+00:00"
    case .zoneSeconds: return "+000000"
    case .zone: return "+0000"
    case .zoneHour: return "+00"
    }
  }

  private static func padded(_ number: some BinaryInteger, _ width: Int, with filler: Character = "0") -> String {
    let digits = String(number.magnitude)
    let padding = String(repeating: filler, count: max(0, width - digits.utf8.count))
    return (number.signum() < 0 ? "-" : "") + padding + digits
  }
}

/// A moment as a date and a time of day in UTC, in the Gregorian calendar, without leap seconds.
package struct CivilTime: Hashable, Sendable {
  package let year: Int64
  /// From 1.
  package let month: Int
  package let day: Int
  package let hour: Int
  package let minute: Int
  package let second: Int
  /// From 0 for Sunday.
  package let weekday: Int
  /// From 1.
  package let yearDay: Int

  private static let secondsPerDay: Int64 = 86_400
  /// Days of 400 years, after which the calendar repeats.
  private static let daysPerEra: Int64 = 146_097

  /// The moment so many seconds after the beginning of 1970.
  package init(unixSeconds: Int64) {
    let days = CivilTime.floorDivide(unixSeconds, CivilTime.secondsPerDay)
    let remainder = unixSeconds % CivilTime.secondsPerDay
    let rest = Int(remainder < 0 ? remainder + CivilTime.secondsPerDay : remainder)
    (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    weekday = Int(((days + 4) % 7 + 7) % 7)
    // Howard Hinnant, chrono-compatible low-level date algorithms: years that begin in March have their leap day last.
    let shifted = days + 719_468
    let era = CivilTime.floorDivide(shifted, CivilTime.daysPerEra)
    let dayOfEra = shifted - era * CivilTime.daysPerEra
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    yearDay = Int(days - CivilTime.days(year: year, month: 1)) + 1
  }

  private static func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
    dividend / divisor - (dividend % divisor < 0 ? 1 : 0)
  }

  /// The days from 1970 to the first of a month.
  private static func days(year: Int64, month: Int) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = floorDivide(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5)
    return era * daysPerEra + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  package static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  /// The days of a month.
  package static func dayCount(year: Int64, month: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The seconds since 1970 of a date and a time of day. Months and days may be any number: those beyond their range
  /// count on. Nil beyond what 64 bits hold.
  package static func unixSeconds(
    year: Int64, month: Int64, day: Int64, secondOfDay: Int64
  ) -> Int64? {
    let (monthIndex, first) = month.subtractingReportingOverflow(1)
    let years = floorDivide(monthIndex, 12)
    let (wholeYear, second) = year.addingReportingOverflow(years)
    // Within this many years nothing below overflows.
    guard !first, !second, wholeYear.magnitude < 1 << 40 else { return nil }
    let base = Int128(days(year: wholeYear, month: Int(monthIndex - years * 12) + 1))
    return Int64(exactly: (base + Int128(day) - 1) * Int128(secondsPerDay) + Int128(secondOfDay))
  }

  /// The moment some years, months and days later, as the calendar counts: a day that the month has not counts on into
  /// the next. Nil beyond what 64 bits hold.
  package static func adding(years: Int64, months: Int64, days: Int64, to unixSeconds: Int64) -> Int64? {
    let start = CivilTime(unixSeconds: unixSeconds)
    let (year, first) = start.year.addingReportingOverflow(years)
    let (month, second) = Int64(start.month).addingReportingOverflow(months)
    let (day, third) = Int64(start.day).addingReportingOverflow(days)
    guard !first, !second, !third else { return nil }
    return self.unixSeconds(year: year, month: month, day: day, secondOfDay: start.secondOfDay)
  }

  private var secondOfDay: Int64 { Int64(hour * 3600 + minute * 60 + second) }

  /// Reads `YYYY-MM-DD hh:mm:ss` as Go does: the hour may have one digit, decimals of a second are dropped. Nil for
  /// anything else, and for dates that there are not.
  package static func unixSeconds(_ text: [UInt8]) -> Int64? {
    var rest = text[...]
    guard let year = number(&rest, 4), literal(&rest, "-"), let month = number(&rest, 2), literal(&rest, "-"),
      let day = number(&rest, 2), literal(&rest, " ")
    else { return nil }
    rest = rest.drop { $0 == UInt8(ascii: " ") }
    let hourDigits = rest.dropFirst().first?.isDigit == true ? 2 : 1
    guard let hour = number(&rest, hourDigits), literal(&rest, ":"), let minute = number(&rest, 2),
      literal(&rest, ":"), let second = number(&rest, 2)
    else { return nil }
    if let mark = rest.first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ","), rest.count > 1 {
      rest = rest.dropFirst().drop(while: \.isDigit)
    }
    guard rest.isEmpty, (1...12).contains(month), (1...dayCount(year: Int64(year), month: month)).contains(day),
      hour < 24, minute < 60, second < 60
    else { return nil }
    return unixSeconds(
      year: Int64(year), month: Int64(month), day: Int64(day), secondOfDay: Int64(hour * 3600 + minute * 60 + second))
  }

  private static func number(_ rest: inout ArraySlice<UInt8>, _ digitCount: Int) -> Int? {
    let digits = rest.prefix(digitCount)
    guard digits.count == digitCount, digits.allSatisfy(\.isDigit) else { return nil }
    rest = rest.dropFirst(digitCount)
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  private static func literal(_ rest: inout ArraySlice<UInt8>, _ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }
}

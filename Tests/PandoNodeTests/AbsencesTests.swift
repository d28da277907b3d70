import PandoNode
import PandoPrimitives
import Testing

/// When a validator is told that another is missing.
@Suite struct AbsencesTests {
  private let start = ContinuousClock.now
  private let validators = (0..<2).map { _ in Validator(key: NodeKey.generate().publicKey) }

  @Test func whoIsMissingForAMinuteIsToldOfOnce() {
    var absences = Absences()
    #expect(absences.note(validators, at: start) == [])
    #expect(absences.note(validators, at: start + .seconds(59)) == [])
    #expect(absences.note(validators, at: start + .seconds(60)) == validators)
    #expect(absences.note(validators, at: start + .seconds(200)) == [])
  }

  @Test func whoCameBackMayBeMissingAnew() {
    var absences = Absences()
    _ = absences.note(validators, at: start)
    #expect(absences.note([validators[1]], at: start + .seconds(30)) == [])
    #expect(absences.note(validators, at: start + .seconds(60)) == [validators[1]])
    #expect(absences.note(validators, at: start + .seconds(120)) == [validators[0]])
  }
}

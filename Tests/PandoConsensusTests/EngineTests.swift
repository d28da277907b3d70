import PandoConsensus
import PandoPrimitives
import Testing

/// One engine, event by event: what scenario scripts cannot say shortly.
@Suite struct EngineTests {
  private static let epoch = Epoch(first: Height(1))
  private static let root = BlockReference(id: TestBlocks.root.id, view: View(0))

  /// A configuration of four validators, quorum three; view v is led by validator v mod 4.
  private static func configuration(own: Int?, epoch: Epoch = epoch) -> SimplexEngine.Configuration {
    SimplexEngine.Configuration(
      epoch: epoch, validators: testValidators(weights: [1, 1, 1, 1], mode: .byzantine),
      ownIndex: own.map { ValidatorIndex($0) })
  }

  private static func started(own: Int? = 0) -> SimplexEngine {
    var engine = SimplexEngine(configuration(own: own), root: root)
    _ = engine.handle(.start, now: at(0))
    return engine
  }

  private static func at(_ milliseconds: UInt64) -> Timestamp { Timestamp(milliseconds: milliseconds) }
  private static func block(_ byte: UInt8) -> BlockID { BlockID(Hash(sha256: [byte])) }

  private static func vote(_ ballot: Ballot, by signer: Int) -> Vote {
    Vote(ballot: ballot, signer: ValidatorIndex(signer), signature: [UInt8(signer)])
  }

  private static func certificate(_ ballot: Ballot, by signers: [Int] = [1, 2, 3]) -> Certificate {
    Certificate(
      ballot: ballot, signers: signers.map { ValidatorIndex($0) }, signatures: signers.map { [UInt8($0)] })!
  }

  private static func nullify(_ view: UInt64) -> Ballot { .nullify(epoch, View(view)) }
  private static func notarize(_ view: UInt64, _ byte: UInt8) -> Ballot { .notarize(epoch, View(view), block(byte)) }
  private static func finalize(_ view: UInt64, _ byte: UInt8) -> Ballot { .finalize(epoch, View(view), block(byte)) }

  // MARK: What is worth checking

  @Test func aVoteIsUsefulOnceAndAContradictionOnce() {
    var engine = Self.started()
    let first = Self.vote(Self.notarize(1, 1), by: 1)
    #expect(engine.isUseful(first))
    _ = engine.handle(.vote(first), now: Self.at(1))
    #expect(!engine.isUseful(first))
    let second = Self.vote(Self.notarize(1, 2), by: 1)
    #expect(engine.isUseful(second))
    let effects = engine.handle(.vote(second), now: Self.at(2))
    #expect(effects.contains(.equivocation(Equivocation(first, second)!)))
    #expect(!engine.isUseful(second) && !engine.isUseful(Self.vote(Self.notarize(1, 3), by: 1)))
    // Reported or not, the validator's other votes count.
    #expect(engine.isUseful(Self.vote(Self.nullify(1), by: 1)))
  }

  @Test func everyContradictionIsCaught() {
    let pairs: [(Ballot, Ballot)] = [
      (Self.notarize(1, 1), Self.notarize(1, 2)), (Self.finalize(1, 1), Self.finalize(1, 2)),
      (Self.nullify(1), Self.finalize(1, 1)),
    ]
    for (left, right) in pairs + pairs.map({ ($1, $0) }) {
      var engine = Self.started()
      _ = engine.handle(.vote(Self.vote(left, by: 2)), now: Self.at(1))
      let effects = engine.handle(.vote(Self.vote(right, by: 2)), now: Self.at(1))
      let expected = Equivocation(Self.vote(left, by: 2), Self.vote(right, by: 2))!
      #expect(effects.first == .equivocation(expected))
    }
  }

  @Test func aCertificateShowsAContradictionToo() {
    var engine = Self.started()
    let vote = Self.vote(Self.notarize(1, 1), by: 3)
    _ = engine.handle(.vote(vote), now: Self.at(1))
    let effects = engine.handle(.certificate(Self.certificate(Self.notarize(1, 2))), now: Self.at(1))
    #expect(effects.first == .equivocation(Equivocation(vote, Self.vote(Self.notarize(1, 2), by: 3))!))
  }

  @Test func nothingOfAnotherEpochOrAStrangerIsUseful() {
    let engine = Self.started()
    let other = Epoch(first: Height(9))
    #expect(!engine.isUseful(Self.vote(.nullify(other, View(1)), by: 1)))
    #expect(!engine.isUseful(Self.certificate(.nullify(other, View(1)))))
    #expect(!engine.isUseful(Self.vote(Self.nullify(1), by: 4)))
    #expect(!engine.isUseful(Self.vote(Self.nullify(1), by: 127)))
  }

  @Test func whatIsTooFarAheadIsDroppedWhateverTheNumber() {
    var engine = Self.started()
    let window = SimplexEngine.viewWindow
    #expect(engine.isUseful(Self.vote(Self.nullify(window), by: 1)))
    for view in [window + 1, UInt64.max / 2, UInt64.max - 1] {
      let vote = Self.vote(Self.nullify(view), by: 1)
      #expect(!engine.isUseful(vote))
      #expect(engine.handle(.vote(vote), now: Self.at(1)).isEmpty)
    }
    // A quorum is believed, though.
    #expect(engine.isUseful(Self.certificate(Self.nullify(.max - 1))))
  }

  /// However many votes one validator makes up, few are kept: one of each kind for each view in the window.
  @Test func oneValidatorCannotFillTheMemory() {
    var engine = Self.started()
    var random = SplitMix64(seed: 3)
    var taken = 0
    for _ in 0..<20_000 {
      let view = random.number(1...200)
      let ballot = random.pick([
        Self.nullify(view), Self.notarize(view, UInt8(random.number(0...9))),
        Self.finalize(view, UInt8(random.number(0...9))),
      ])
      let vote = Self.vote(ballot, by: 2)
      guard engine.isUseful(vote) else { continue }
      taken += 1
      _ = engine.handle(.vote(vote), now: Self.at(1))
    }
    // Three kinds and one contradiction a view.
    #expect(taken <= 4 * Int(SimplexEngine.viewWindow))
  }

  @Test func lateVotesAreASignOfLifeAndOnce() {
    var engine = Self.started()
    _ = engine.handle(.certificate(Self.certificate(Self.finalize(2, 1), by: [0, 1, 2])), now: Self.at(1))
    let late = Self.vote(Self.notarize(2, 1), by: 3)
    #expect(engine.isUseful(late))
    _ = engine.handle(.vote(late), now: Self.at(2))
    #expect(!engine.isUseful(late))
    #expect(!engine.isUseful(Self.vote(Self.notarize(1, 1), by: 3)))
  }

  // MARK: Views

  @Test func oneCertificateMovesANodeHoweverFarItIsBehind() {
    var engine = Self.started()
    let effects = engine.handle(.certificate(Self.certificate(Self.nullify(5_000))), now: Self.at(1))
    #expect(engine.view == View(5_001))
    let certificate = Self.certificate(Self.nullify(5_000))
    #expect(effects == [.broadcast(certificate), .keep(certificate), .entered(View(5_001))])
    // Given again, it changes nothing.
    #expect(!engine.isUseful(Self.certificate(Self.nullify(5_000))))
    #expect(engine.handle(.certificate(Self.certificate(Self.nullify(5_000))), now: Self.at(1)).isEmpty)
  }

  @Test func missingCertificatesAreAskedForInBoundedPieces() {
    var engine = Self.started(own: 1)
    // Validator 1 leads view 5,001 and knows of one view alone.
    _ = engine.handle(.certificate(Self.certificate(Self.nullify(5_000))), now: Self.at(1))
    let most = SimplexEngine.requestViewCountMax
    let effects = engine.handle(.work(true), now: Self.at(2))
    #expect(effects == [.requestCertificates(View(5_000 - most)...View(4_999))])
    for view in (5_000 - most + 1..<5_000).reversed() {
      let piece = Self.certificate(Self.nullify(view))
      #expect(engine.handle(.certificate(piece), now: Self.at(3)) == [.broadcast(piece), .keep(piece)])
    }
    // The last of the piece calls for the next.
    let last = Self.certificate(Self.nullify(5_000 - most))
    #expect(
      engine.handle(.certificate(last), now: Self.at(4)) == [
        .broadcast(last), .keep(last), .requestCertificates(View(5_000 - 2 * most)...View(4_999 - most)),
      ])
    // A notarized block in the next view down is what the leader may extend.
    let below = Self.certificate(Self.notarize(4_999 - most, 7))
    let parent = BlockReference(id: Self.block(7), view: View(4_999 - most))
    #expect(
      engine.handle(.certificate(below), now: Self.at(5)).last == .propose(View(5_001), parent: parent))
  }

  @Test func aLeaderExtendsTheHighestNotarizedBlockWhateverCameLast() {
    var engine = Self.started(own: 3)
    _ = engine.handle(.certificate(Self.certificate(Self.notarize(2, 2))), now: Self.at(1))
    _ = engine.handle(.certificate(Self.certificate(Self.notarize(1, 1))), now: Self.at(2))
    let parent = BlockReference(id: Self.block(2), view: View(2))
    #expect(engine.handle(.work(true), now: Self.at(3)) == [.propose(View(3), parent: parent)])
  }

  @Test func certificatesAreFoundForAPeer() {
    var engine = Self.started()
    let final = Self.certificate(Self.finalize(2, 2))
    let (third, fourth) = (Self.certificate(Self.nullify(3)), Self.certificate(Self.notarize(4, 4)))
    for certificate in [Self.certificate(Self.notarize(1, 1)), final, third, fourth] {
      _ = engine.handle(.certificate(certificate), now: Self.at(1))
    }
    #expect(engine.certificates(in: View(1)...View(4)) == [final, third, fourth])
    #expect(engine.certificates(in: View(3)...View(3)) == [third])
    #expect(engine.certificates(in: View(4)...View(.max - 1)) == [fourth])
    #expect(engine.certificates(in: View(6)...View(.max)).isEmpty)
    #expect(engine.certificates(in: View(0)...View(.max)) == [final, third, fourth])
  }

  @Test func answersThatComeTooLateAreIgnored() {
    var blocks = TestBlocks(lastHeight: nil)
    let leader = TestNode(ValidatorIndex(1), Self.configuration(own: 1))
    let block = blocks.build(on: TestBlocks.root.id, view: View(1))
    var engine = Self.started()
    let proposal = leader.propose(block, in: View(1), parentView: View(0), blocks: blocks)
    #expect(engine.handle(.proposal(proposal), now: Self.at(1)) == [.validate(proposal, parent: Self.root)])
    _ = engine.handle(.certificate(Self.certificate(Self.nullify(1))), now: Self.at(2))
    #expect(engine.handle(.validated(View(1), block, .valid(isEpochEnd: false)), now: Self.at(3)).isEmpty)

    var other = Self.started(own: 1)
    #expect(other.handle(.work(true), now: Self.at(1)) == [.propose(View(1), parent: Self.root)])
    _ = other.handle(.certificate(Self.certificate(Self.nullify(1))), now: Self.at(2))
    #expect(other.handle(.proposed(View(1), block, isEpochEnd: false), now: Self.at(3)).isEmpty)
    // Nor is an answer of use that nobody waits for any more.
    #expect(other.handle(.proposed(View(2), block, isEpochEnd: false), now: Self.at(4)).isEmpty)
  }

  @Test func withoutWorkABlockIsNotWantedAnyMoreAndAskedForAgain() {
    var engine = Self.started(own: 1)
    #expect(engine.handle(.work(true), now: Self.at(1)) == [.propose(View(1), parent: Self.root)])
    #expect(engine.handle(.work(true), now: Self.at(2)).isEmpty)
    #expect(engine.handle(.work(false), now: Self.at(3)).isEmpty)
    #expect(engine.handle(.proposed(View(1), Self.block(1), isEpochEnd: false), now: Self.at(4)).isEmpty)
    #expect(engine.handle(.work(true), now: Self.at(5)) == [.propose(View(1), parent: Self.root)])
    #expect(
      engine.handle(.proposed(View(1), Self.block(2), isEpochEnd: false), now: Self.at(6))
        == [.record(Self.notarize(1, 2), nil), .publish(Self.notarize(1, 2))])
  }

  /// Found by a random run: a block was asked for, not wanted any more, and asked for again on another parent, which
  /// ends the epoch. Then the first answer came.
  @Test func anAnswerToAnEarlierQuestionIsNoChildOfAnEpochEnd() {
    var engine = Self.started(own: 2)
    _ = engine.handle(.certificate(Self.certificate(Self.nullify(1))), now: Self.at(1))
    #expect(engine.handle(.work(true), now: Self.at(2)) == [.propose(View(2), parent: Self.root)])
    _ = engine.handle(.work(false), now: Self.at(3))
    _ = engine.handle(.validated(View(1), Self.block(1), .valid(isEpochEnd: true)), now: Self.at(4))
    _ = engine.handle(.certificate(Self.certificate(Self.notarize(1, 1))), now: Self.at(5))
    let end = BlockReference(id: Self.block(1), view: View(1))
    #expect(engine.handle(.work(true), now: Self.at(6)) == [.propose(View(2), parent: end)])
    #expect(engine.handle(.proposed(View(2), Self.block(7), isEpochEnd: false), now: Self.at(7)).isEmpty)
    #expect(
      engine.handle(.proposed(View(2), Self.block(1), isEpochEnd: true), now: Self.at(8))
        == [.record(Self.notarize(2, 1), nil), .publish(Self.notarize(2, 1))])
  }

  // MARK: Time

  @Test func timersDoubleUpToTheCapAndFallBackWithProgress() {
    var engine = Self.started()
    var now: UInt64 = 0
    _ = engine.handle(.work(true), now: Self.at(now))
    var lengths: [UInt64] = []
    for view in 1...6 as ClosedRange<UInt64> {
      let start = now
      while engine.view == View(view), !engine.handle(.tick, now: Self.at(now)).contains(.cast(Self.nullify(view))) {
        now = engine.nextDeadline!.milliseconds
        // Its own views end like the others'.
        if now > start + 60_000 { break }
      }
      lengths.append(now - start)
      _ = engine.handle(.certificate(Self.certificate(Self.nullify(view))), now: Self.at(now))
    }
    #expect(lengths == [1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
    // A notarized block is no progress yet; a final one is.
    for (certificate, expected) in [(Self.notarize(7, 1), 8_000), (Self.finalize(8, 2), 1_000)] as [(Ballot, UInt64)] {
      let start = now
      _ = engine.handle(.certificate(Self.certificate(certificate)), now: Self.at(now))
      let view = engine.view.value
      while !engine.handle(.tick, now: Self.at(now)).contains(.cast(Self.nullify(view))) {
        now = engine.nextDeadline!.milliseconds
      }
      #expect(now - start == expected)
    }
  }

  @Test func anIdleViewHasNoTimer() {
    var engine = Self.started()
    var now: UInt64 = 0
    for _ in 0..<50 {
      now = engine.nextDeadline!.milliseconds
      #expect(engine.handle(.tick, now: Self.at(now)).isEmpty)
    }
    #expect(now > 300_000)
  }

  /// Hints that are all wrong cost one turn around the validators, not the whole network's attention.
  @Test func leadersAreSkippedOnceAroundAndThenTimersRule() {
    var engine = Self.started()
    for peer in 1...3 { _ = engine.handle(.reachable(ValidatorIndex(peer), false), now: Self.at(0)) }
    var effects = engine.handle(.work(true), now: Self.at(1))
    var skipped: [UInt64] = []
    for view in 1...12 as ClosedRange<UInt64> {
      if effects.contains(.cast(Self.nullify(view))) { skipped.append(view) }
      effects = engine.handle(.certificate(Self.certificate(Self.nullify(view))), now: Self.at(1))
    }
    // Views 4 and 8 are its own.
    #expect(skipped == [1, 2, 3, 5])
    _ = engine.handle(.certificate(Self.certificate(Self.notarize(13, 1))), now: Self.at(1))
    #expect(
      engine.handle(.certificate(Self.certificate(Self.notarize(14, 1))), now: Self.at(1))
        .contains(.cast(Self.nullify(15))))
  }

  @Test func aNodeThatOnlyFollowsSaysNothing() {
    var engine = Self.started(own: nil)
    _ = engine.handle(.work(true), now: Self.at(0))
    #expect(engine.nextDeadline == nil)
    #expect(engine.handle(.tick, now: Self.at(100_000)).isEmpty)
    let reference = BlockReference(id: Self.block(1), view: View(1))
    for signer in 0..<3 { _ = engine.handle(.vote(Self.vote(Self.notarize(1, 1), by: signer)), now: Self.at(1)) }
    #expect(engine.view == View(2))
    let final = Self.certificate(Self.finalize(1, 1))
    #expect(engine.handle(.certificate(final), now: Self.at(2)) == [.finalized(reference, final)])
  }

  // MARK: Recovery

  @Test func recoveredVotesAreCastAgainAndNeverContradicted() {
    let notarization = Self.certificate(Self.notarize(2, 2))
    let ballots = [
      Self.nullify(1), Self.notarize(2, 2), Self.finalize(2, 2), Self.nullify(3), Self.nullify(3),
      .nullify(Epoch(first: Height(9)), View(3)),
    ]
    let recovery = SimplexEngine.Recovery(finalization: nil, ballots: ballots, certificates: [notarization])
    var engine = SimplexEngine(Self.configuration(own: 0), root: Self.root, recovery: recovery)
    #expect(
      engine.handle(.start, now: Self.at(0)) == [
        .broadcast(notarization), .notarized(BlockReference(id: Self.block(2), view: View(2))), .entered(View(3)),
        .cast(Self.nullify(3)), .cast(Self.finalize(2, 2)),
      ])
    // View 3 was given up before the crash: its notarization brings no vote to finalize.
    let later = Self.certificate(Self.notarize(3, 3))
    #expect(
      engine.handle(.certificate(later), now: Self.at(1)) == [
        .broadcast(later), .notarized(BlockReference(id: Self.block(3), view: View(3))), .keep(later),
        .entered(View(4)),
      ])
  }

  /// Found by the model of progress (docs/spec/agreement-model.md): all who had the nullification of view 1 crash,
  /// votes of view 2 carry them on, and nobody votes in view 1 any more.
  @Test func aNullifiedViewIsBridgedAfterEveryoneForgot() {
    func leads(keeping certificates: [Certificate]) -> [SimplexEngine.Effect] {
      let recovery = SimplexEngine.Recovery(
        finalization: nil, ballots: [Self.nullify(1), Self.nullify(2)], certificates: certificates)
      var engine = SimplexEngine(Self.configuration(own: 0), root: Self.root, recovery: recovery)
      #expect(!engine.handle(.start, now: Self.at(0)).contains { if case .keep = $0 { true } else { false } })
      for view: UInt64 in 2...3 {
        _ = engine.handle(.certificate(Self.certificate(Self.nullify(view))), now: Self.at(1))
      }
      return engine.handle(.work(true), now: Self.at(2))
    }
    #expect(leads(keeping: [Self.certificate(Self.nullify(1))]) == [.propose(View(4), parent: Self.root)])
    #expect(leads(keeping: []) == [.requestCertificates(View(1)...View(1))])
  }

  @Test func whoOnlyFollowsKeepsNothing() {
    var engine = Self.started(own: nil)
    #expect(engine.handle(.certificate(Self.certificate(Self.nullify(1))), now: Self.at(1)) == [.entered(View(2))])
  }

  @Test func anEngineStartsAboveTheRecoveredFinalization() {
    let final = Self.certificate(Self.finalize(4, 4))
    let recovery = SimplexEngine.Recovery(
      finalization: final, ballots: [Self.nullify(4), Self.nullify(5)], certificates: [])
    var engine = SimplexEngine(Self.configuration(own: 0), root: Self.root, recovery: recovery)
    #expect(engine.handle(.start, now: Self.at(0)) == [.entered(View(5)), .cast(Self.nullify(5))])
    #expect(engine.final == BlockReference(id: Self.block(4), view: View(4)))
  }

  @Test func contradictoryRecordsStopTheProcess() async {
    await #expect(processExitsWith: .failure) {
      let recovery = SimplexEngine.Recovery(
        finalization: nil, ballots: [Self.notarize(1, 1), Self.notarize(1, 2)], certificates: [])
      _ = SimplexEngine(Self.configuration(own: 0), root: Self.root, recovery: recovery)
    }
  }

  @Test func eachValidatorLeadsInTurn() {
    let engine = Self.started()
    #expect((0..<9).map { engine.leader(of: View($0)).value } == [0, 1, 2, 3, 0, 1, 2, 3, 0])
  }
}

/// A terminal with a board at the bottom that is redrawn in place, and lines that scroll by above it. Where the
/// output is no terminal, only the lines.
struct Screen {
  private let isTerminal: Bool
  private let stream: StandardStream
  private var boardLineCount = 0
  private var board: [String] = []

  /// - Parameter isTerminal: whether what is written can be taken back.
  init(isTerminal: Bool, stream: StandardStream = .output) {
    self.isTerminal = isTerminal
    self.stream = stream
  }

  /// Writes `text` above the board.
  mutating func say(_ text: String) {
    write(erase() + text + "\n" + drawn())
  }

  /// Replaces the board.
  mutating func draw(_ lines: [String]) {
    guard isTerminal, lines != board else { return }
    let eraser = erase()
    board = lines
    write(eraser + drawn())
  }

  private mutating func erase() -> String {
    defer { boardLineCount = 0 }
    return boardLineCount > 0 ? "\u{1B}[\(boardLineCount)A\u{1B}[J" : ""
  }

  private mutating func drawn() -> String {
    boardLineCount = board.count
    return board.map { $0 + "\n" }.joined()
  }

  private func write(_ text: String) { stream.say(text) }
}

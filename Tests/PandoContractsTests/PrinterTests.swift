import PandoContracts
import Testing

@Suite struct PrinterTests {
  private func parse(_ text: String) -> ParsedSource { ParsedSource(Source(text)) }

  private func formatted(_ text: String) -> String { Printer.text(parse(text).tree) }

  @Test(arguments: 0..<12) func whatIsPrintedIsReadAsTheSameTree(batch: UInt64) {
    for seed in batch * 25..<(batch + 1) * 25 {
      var generator = TreeGenerator(seed: seed)
      let tree = generator.tree()
      let text = Printer.text(tree)
      let parsed = parse(text)
      let report = Report(source: parsed.source, diagnostics: parsed.diagnostics.sorted)
      #expect(parsed.diagnostics.isEmpty, "seed \(seed): \(TextRenderer.text([report]))")
      let made = outline(tree)
      let read = outline(parsed.tree)
      let difference = zip(read.split(separator: "\n"), made.split(separator: "\n")).first { $0 != $1 }
      #expect(read == made, "seed \(seed): \(difference.map { "read \($0), made \($1)" } ?? "longer")")
      #expect(Printer.text(parsed.tree) == text, "seed \(seed)")
    }
  }

  @Test func formIsOne() {
    let text = """
      // What it is.
      contract  Transfer{ data{
      To string "hidden" ; Amount,Fee money  // how much

      }


      conditions{ if $Amount<=0{ error "no" } elif 1==2 {}
      else {  $x=[1,2,
        {a:$b,
        // two
        "c" : nil}] } }
      action
      { var a,b int c string
        a,b=f(1,rest...).Tail( -a*(b+1) ),
          2 /* why */ ; $result = a &&
        b || !c } }
      """
    let expected = """
      // What it is.
      contract Transfer {
          data {
              To string "hidden"
              Amount, Fee money  // how much
          }

          conditions {
              if $Amount <= 0 {
                  error "no"
              } elif 1 == 2 {} else {
                  $x = [
                      1,
                      2,
                      {
                          a: $b,
                          // two
                          "c": nil
                      }
                  ]
              }
          }
          action {
              var a, b int, c string
              a, b = f(1, rest ...).Tail(-a * (b + 1)), 2
              /* why */
              $result = a &&
                  b || !c
          }
      }

      """
    #expect(formatted(text) == expected)
    #expect(formatted(expected) == expected)
  }

  @Test func noCommentIsLost() {
    // A comment between any two tokens.
    let tokens = """
      contract A { data { a , b int "t" \n c string } settings { k = 1 , l = "x" }
      func f ( a , b int , c ... ) . T ( d int ) int { if a == ( 1 ) { b = [ 1 , x ] } elif b { c [ 0 ] = { k : 1 } } else { f ( 1 , c ... ) . T ( 2 ) }
      while a { break } return a , - b }
      action { var x int \n error x } }
      """.split(separator: " ")
    for mark in ["/* here */", "// here\n"] {
      for index in tokens.indices {
        let before = tokens[..<index].joined(separator: " ")
        let after = tokens[index...].joined(separator: " ")
        // A line comment ends the line, which is not allowed everywhere.
        let parsed = parse("\(before) \(mark) \(after)")
        guard parsed.diagnostics.isEmpty else {
          #expect(mark != "/* here */", "\(parsed.diagnostics.sorted)")
          continue
        }
        let text = Printer.text(parsed.tree)
        #expect(text.contains("here"), "\(before) \(mark) \(after)")
        #expect(formatted(text) == text)
      }
    }
  }
}

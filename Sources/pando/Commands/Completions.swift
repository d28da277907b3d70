import ArgumentParser

/// `pando completions`
struct Completions: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints a script that completes commands in your shell.",
    discussion: """
      Examples:

        pando completions bash > /etc/bash_completion.d/pando
        pando completions zsh > ~/.zsh/completions/_pando
        pando completions fish > ~/.config/fish/completions/pando.fish
      """)

  enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash, zsh, fish

    var completionShell: CompletionShell {
      switch self {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    }
  }

  @Argument(help: "The shell.")
  var shell: Shell

  func run() throws { print(Pando.completionScript(for: shell.completionShell)) }
}

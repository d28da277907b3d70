import Foundation

/// The files of this repository.
struct Repository {
  let root: URL

  static let here = Repository(
    root: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL)

  /// Paths of files with this extension below `folders`, relative to the root, sorted.
  func paths(in folders: [String], withExtension pathExtension: String) -> [String] {
    folders.flatMap { folder in
      let files = FileManager.default.enumerator(atPath: root.appending(path: folder).path) ?? .init()
      return files.compactMap { $0 as? String }
        .filter { $0.hasSuffix("." + pathExtension) && !$0.contains(".build/") && !$0.contains(".venv/") }
        .map { folder == "." ? $0 : folder + "/" + $0 }
    }.sorted()
  }

  func text(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root.appending(path: path).path) }

  func swiftFiles(in folders: [String]) throws -> [SourceFile] {
    try paths(in: folders, withExtension: "swift").map { SourceFile(path: $0, text: try text($0)) }
  }
}

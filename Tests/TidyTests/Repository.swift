import Foundation

/// The files of this repository.
struct Repository {
  let root: URL

  static let here = Repository(
    root: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL)

  /// Paths of files with this extension below `folders`, relative to the root, sorted; hidden folders left out.
  func paths(in folders: [String], withExtension pathExtension: String) -> [String] {
    var paths: [String] = []
    for folder in folders {
      guard let files = FileManager.default.enumerator(atPath: root.appending(path: folder).path) else { continue }
      while let path = files.nextObject() as? String {
        let name = path.split(separator: "/").last ?? ""
        if name.hasPrefix(".") {
          files.skipDescendants()
        } else if name.hasSuffix("." + pathExtension) {
          paths.append(folder == "." ? path : folder + "/" + path)
        }
      }
    }
    return paths.sorted()
  }

  func text(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root.appending(path: path).path) }

  func swiftFiles(in folders: [String]) throws -> [SourceFile] {
    try paths(in: folders, withExtension: "swift").map { SourceFile(path: $0, text: try text($0)) }
  }
}

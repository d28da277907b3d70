import Foundation

/// Reading and writing files, with failures that name the file and the cause.
package enum Files {
  package static func isFile(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
  }

  package static func isDirectory(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }

  /// The text of a file.
  package static func read(_ path: String) throws(Failure) -> String {
    String(decoding: try bytes(of: path), as: UTF8.self)
  }

  /// The bytes of a file, or of a pipe.
  /// - Parameter countMax: a file with more is refused before it is in memory.
  package static func bytes(of path: String, countMax: Int = 1 << 30) throws(Failure) -> [UInt8] {
    try checkEnds(path)
    let data: Data
    do {
      let file = try FileHandle(forReadingFrom: URL(filePath: path))
      defer { try? file.close() }
      data = try file.read(upToCount: countMax + 1) ?? Data()
    } catch {
      throw Failure(.local, "file_unreadable", "\(path) cannot be read: \(reason(error)).")
    }
    guard data.count <= countMax else {
      throw Failure(.local, "file_too_large", "\(path) cannot be read: it has more than \(countMax) bytes.")
    }
    return [UInt8](data)
  }

  /// Throws unless there is something at `path` that can be read to its end.
  package static func checkEnds(_ path: String) throws(Failure) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure(.local, "file_unreadable", "\(path) cannot be read: there is no such file.")
    }
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    let type = (try? FileManager.default.attributesOfItem(atPath: target))?[.type] as? FileAttributeType
    let what: String? =
      switch type {
      case .typeDirectory: "a directory"
      case .typeCharacterSpecial, .typeBlockSpecial: "a device"
      default: nil
      }
    if let what { throw Failure(.local, "file_unreadable", "\(path) cannot be read: it is \(what), not a file.") }
  }

  /// Writes a file in one piece, over what was there.
  /// - Parameter isPrivate: only the owner may read it.
  static func write(_ text: String, to path: String, private isPrivate: Bool = false) throws(Failure) {
    let scratch = path + ".new"
    do {
      // SAFETY: of these calls: the strings live for the call.
      _ = unsafe unlink(scratch)
      let descriptor = unsafe open(scratch, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, isPrivate ? 0o600 : 0o644)
      guard descriptor >= 0 else { throw NSError(domain: NSPOSIXErrorDomain, code: Int(errno)) }
      let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      try file.write(contentsOf: Data(text.utf8))
      try file.close()
      guard unsafe rename(scratch, path) == 0 else { throw NSError(domain: NSPOSIXErrorDomain, code: Int(errno)) }
    } catch {
      throw Failure(.local, "file_unwritable", "\(path) cannot be written: \(reason(error)).")
    }
  }

  /// Makes a directory and those above it, where they are not there.
  package static func makeDirectory(_ path: String, private isPrivate: Bool = false) throws(Failure) {
    var directory = path.hasPrefix("/") ? "/" : ""
    for name in path.split(separator: "/") {
      directory += (directory.isEmpty || directory == "/" ? "" : "/") + name
      // SAFETY: the string lives for the call.
      if unsafe mkdir(directory, isPrivate ? 0o700 : 0o777) == 0 { continue }
      let reason = isFile(directory) ? "\(directory) is a file" : reason(errno)
      guard isDirectory(directory) else {
        throw Failure(.local, "directory_unwritable", "The directory \(path) cannot be made: \(reason).")
      }
    }
  }

  /// Removes what is at `path`, if anything.
  package static func remove(_ path: String) throws(Failure) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw Failure(.local, "file_unwritable", "\(path) cannot be removed: \(reason(error)).")
    }
  }

  /// Whether nobody but the owner may read the file.
  package static func isPrivate(_ path: String) throws(Failure) -> Bool {
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      return (attributes[.posixPermissions] as? NSNumber).map { $0.intValue & 0o077 == 0 } ?? false
    } catch {
      throw Failure(.local, "file_unreadable", "\(path) cannot be read: \(reason(error)).")
    }
  }

  private static func reason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
    switch (underlying.domain, CocoaError.Code(rawValue: underlying.code)) {
    case (NSPOSIXErrorDomain, let code): return reason(Int32(clamping: code.rawValue))
    case (NSCocoaErrorDomain, .fileNoSuchFile), (NSCocoaErrorDomain, .fileReadNoSuchFile): return reason(ENOENT)
    case (NSCocoaErrorDomain, .fileReadNoPermission), (NSCocoaErrorDomain, .fileWriteNoPermission):
      return reason(EACCES)
    case (NSCocoaErrorDomain, .fileWriteOutOfSpace): return reason(ENOSPC)
    case (NSCocoaErrorDomain, .fileWriteVolumeReadOnly): return reason(EROFS)
    case (NSCocoaErrorDomain, .fileWriteFileExists): return reason(EEXIST)
    default: return "error \(underlying.code) of \(underlying.domain)"
    }
  }

  /// What the number of a system's error means.
  private static func reason(_ number: Int32) -> String {
    switch number {
    case ENOENT: "there is no such file"
    case EACCES, EPERM: "permission is denied"
    case ENOSPC: "the disk is full"
    case EROFS: "the disk is mounted read-only"
    case ENOTDIR: "a part of the path is a file, not a directory"
    default: unsafe String(cString: strerror(number))
    }
  }
}

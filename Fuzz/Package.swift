// swift-tools-version: 6.2
import PackageDescription

// A package of its own: without the sanitizer its program does not link, and it would break the build of the others.
let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "pando", path: "..")],
  targets: [
    .executableTarget(
      name: "fuzz",
      dependencies: [
        .product(name: "PandoPrimitives", package: "pando"), .product(name: "PandoContracts", package: "pando"),
      ],
      // libFuzzer brings the main function.
      swiftSettings: [.strictMemorySafety(), .treatAllWarnings(as: .error), .unsafeFlags(["-parse-as-library"])])
  ]
)

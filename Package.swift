// swift-tools-version: 6.2
import PackageDescription

/// One list of settings for every Swift target; applied in the loop at the end.
let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  // Root package only; without it a generic call across modules costs five times as much.
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let collections: Target.Dependency = .product(name: "Collections", package: "swift-collections")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
  name: "pando",
  products: [
    .executable(name: "pando", targets: ["pando"]),
    // The customer's own nouns come with it.
    .library(name: "PandoClient", targets: ["PandoClient", "PandoAPI", "PandoPrimitives"]),
    .library(name: "PandoPrimitives", targets: ["PandoPrimitives"]),
    // For the fuzzers, which are a package of their own.
    .library(name: "PandoContracts", targets: ["PandoContracts"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: [.defaults, "YAML"]),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // Level 0: the nouns.
    .systemLibrary(name: "CSodium", providers: [.apt(["libsodium-dev"])]),
    .target(name: "PandoPrimitives", dependencies: [crypto, "CSodium"]),

    // Level 1: decisions and storage; none knows another.
    .target(name: "PandoConsensus", dependencies: ["PandoPrimitives"]),
    .target(name: "PandoContracts", dependencies: ["PandoPrimitives", crypto]),
    .systemLibrary(name: "CRocksDB", providers: [.apt(["librocksdb-dev"])]),
    .target(name: "PandoStorage", dependencies: ["CRocksDB"]),

    // Level 2: the world, and the public contract.
    .target(name: "PandoLedger", dependencies: ["PandoPrimitives", "PandoStorage", collections]),
    .target(
      name: "PandoAPI",
      dependencies: ["PandoPrimitives", .product(name: "SwiftProtobuf", package: "swift-protobuf")]),

    // Level 3: a node without sockets, and a customer of nodes.
    .target(
      name: "PandoReplica",
      dependencies: ["PandoPrimitives", "PandoConsensus", "PandoLedger", "PandoStorage", collections]),
    .target(
      name: "PandoClient",
      dependencies: [
        "PandoPrimitives", "PandoAPI", crypto,
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),

    // Level 4: sockets, files, time and operators.
    .target(
      name: "PandoNode",
      dependencies: [
        "PandoReplica", "PandoAPI", "PandoPrimitives", "PandoConsensus", "PandoLedger", "PandoStorage",
        crypto, logging,
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "X509", package: "swift-certificates"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOTLS", package: "swift-nio"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),

    // Beside it: whole networks of replicas under one seed.
    .target(
      name: "PandoSimulator",
      dependencies: ["PandoReplica", "PandoPrimitives", "PandoConsensus", "PandoLedger", "PandoStorage", collections]),

    // Level 5: one binary.
    .executableTarget(
      name: "pando",
      dependencies: [
        "PandoNode", "PandoSimulator", "PandoClient", "PandoAPI", "PandoContracts", "PandoPrimitives", logging,
        // What `pando bench --stages` measures by itself.
        "PandoReplica", "PandoLedger", "PandoStorage",
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),

    .testTarget(
      name: "PandoPrimitivesTests",
      dependencies: [
        // The messages of all targets are held against the schema in one place.
        "PandoPrimitives", "PandoConsensus", "PandoLedger", "PandoReplica", "PandoNode", "PandoAPI", crypto,
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    .testTarget(name: "PandoConsensusTests", dependencies: ["PandoConsensus", "PandoPrimitives"]),
    .testTarget(name: "PandoContractsTests", dependencies: ["PandoContracts"]),
    .testTarget(name: "PandoStorageTests", dependencies: ["PandoStorage"]),
    .testTarget(name: "PandoLedgerTests", dependencies: ["PandoLedger", "PandoStorage", "PandoPrimitives"]),
    .testTarget(name: "PandoReplicaTests", dependencies: ["PandoReplica", "PandoLedger", "PandoStorage"]),
    .testTarget(name: "PandoSimulatorTests", dependencies: ["PandoSimulator", "PandoPrimitives"]),
    .testTarget(
      name: "PandoNodeTests",
      dependencies: [
        "PandoNode", "PandoAPI", "PandoLedger", "PandoPrimitives", "PandoReplica", "PandoStorage", crypto, logging,
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "X509", package: "swift-certificates"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .testTarget(
      name: "PandoClientTests",
      dependencies: [
        "PandoClient", "PandoNode", "PandoAPI", "PandoPrimitives", logging,
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
      ]),
    .testTarget(name: "CommandTests", dependencies: ["pando", "PandoClient", "PandoAPI", "PandoPrimitives"]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "pando", "PandoClient", "PandoAPI", "PandoLedger", "PandoPrimitives",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    .testTarget(name: "TidyTests"),
  ]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = (target.swiftSettings ?? []) + swiftSettings
}

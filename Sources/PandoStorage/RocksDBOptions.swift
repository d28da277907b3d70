import CRocksDB

/// How much memory and how many files a database may use; whatever the values, the answers are the same.
package struct RocksDBOptions: Sendable {
  /// Memory for blocks read from the disk, with their indexes and filters.
  package var blockCacheByteCount = 32 << 20
  /// Memory for what was written last. Two such buffers may exist; opening after a crash reads up to as much again.
  package var writeBufferByteCount = 16 << 20
  /// How many files of the database may be open.
  package var openFileCountMax = 512
  /// How much of the disk must be free for a write to be carried out, beside its own size.
  ///
  /// RocksDB needs room for what it writes in the background, and does not survive a disk that is really full.
  package var freeDiskByteCountMin = 256 << 20

  package init() {}
}

extension RocksDBOptions {
  /// The options as RocksDB takes them; the caller destroys them.
  func makeEngineOptions() -> OpaquePointer {
    precondition(blockCacheByteCount >= 0 && writeBufferByteCount > 0, "Sizes are checked where they are configured.")
    let options = unsafe makeStrictOptions()
    unsafe rocksdb_options_set_create_if_missing(options, 1)
    unsafe setSafety(options)
    unsafe setShape(options)
    unsafe setHousekeeping(options)
    return unsafe options
  }

  /// RocksDB's own options, and one that its C interface knows by name alone: a full and synced log is recorded,
  /// so that opening without it, or with a shorter one, is refused.
  private func makeStrictOptions() -> OpaquePointer {
    let base = unsafe rocksdb_options_create()
    defer { unsafe rocksdb_options_destroy(base) }
    guard let options = unsafe rocksdb_options_create() else {
      preconditionFailure("rocksdb_options_create always returns options.")
    }
    var status: UnsafeMutablePointer<CChar>?
    unsafe rocksdb_get_options_from_string(base, "track_and_verify_wals_in_manifest=true", options, &status)
    precondition(unsafe status == nil, "RocksDB knows the option since version 6.12.")
    return unsafe options
  }

  private func setSafety(_ options: OpaquePointer) {
    // Any doubt about a file is an error, not a guess.
    unsafe rocksdb_options_set_paranoid_checks(options, 1)
    // A record that a crash cut short ends the log; a record that is damaged refuses the database. RocksDB's default
    // would drop it with all that follows, and a validator would forget votes.
    unsafe rocksdb_options_set_wal_recovery_mode(options, Int32(rocksdb_tolerate_corrupted_tail_records_recovery))
  }

  private func setShape(_ options: OpaquePointer) {
    unsafe rocksdb_options_set_write_buffer_size(options, writeBufferByteCount)
    unsafe rocksdb_options_set_max_write_buffer_number(options, 2)
    // Most keys that are looked up in vain, such as identifiers of new transactions, are told apart without a search.
    unsafe rocksdb_options_set_memtable_prefix_bloom_size_ratio(options, 0.05)
    unsafe rocksdb_options_set_memtable_whole_key_filtering(options, 1)
    unsafe rocksdb_options_set_compression(options, Int32(rocksdb_lz4_compression))
    unsafe rocksdb_options_set_level_compaction_dynamic_level_bytes(options, 1)
    unsafe rocksdb_options_set_max_open_files(options, Int32(clamping: openFileCountMax))
    unsafe rocksdb_options_set_max_background_jobs(options, 2)
    // Write out large files as they grow, not in one burst at their end that every other sync would wait for.
    unsafe rocksdb_options_set_bytes_per_sync(options, 1 << 20)

    let table = unsafe rocksdb_block_based_options_create()
    defer { unsafe rocksdb_block_based_options_destroy(table) }
    unsafe rocksdb_block_based_options_set_format_version(table, 5)
    // Ten bits a key: one lookup in a hundred for a key that a file lacks reads it in vain. The table owns the policy.
    unsafe rocksdb_block_based_options_set_filter_policy(table, rocksdb_filterpolicy_create_bloom_full(10))
    // Indexes and filters count against the cache, else memory would grow with the database.
    unsafe rocksdb_block_based_options_set_cache_index_and_filter_blocks(table, 1)
    unsafe rocksdb_block_based_options_set_cache_index_and_filter_blocks_with_high_priority(table, 1)
    unsafe rocksdb_block_based_options_set_pin_l0_filter_and_index_blocks_in_cache(table, 1)

    let cacheOptions = unsafe rocksdb_lru_cache_options_create()
    defer { unsafe rocksdb_lru_cache_options_destroy(cacheOptions) }
    unsafe rocksdb_lru_cache_options_set_capacity(cacheOptions, blockCacheByteCount)
    // Four shards: by default a small cache has shards that are smaller than one filter.
    unsafe rocksdb_lru_cache_options_set_num_shard_bits(cacheOptions, 2)
    let cache = unsafe rocksdb_cache_create_lru_opts(cacheOptions)
    defer { unsafe rocksdb_cache_destroy(cache) }
    unsafe rocksdb_block_based_options_set_block_cache(table, cache)
    unsafe rocksdb_options_set_block_based_table_factory(options, table)
  }

  private func setHousekeeping(_ options: OpaquePointer) {
    // RocksDB's own log: warnings only, two files of at most 4 MiB; and no periodic statistics, so an idle node idles.
    let warningLevel: Int32 = 2
    unsafe rocksdb_options_set_info_log_level(options, warningLevel)
    unsafe rocksdb_options_set_max_log_file_size(options, 4 << 20)
    unsafe rocksdb_options_set_keep_log_file_num(options, 2)
    unsafe rocksdb_options_set_stats_dump_period_sec(options, 0)
    unsafe rocksdb_options_set_stats_persist_period_sec(options, 0)
  }
}

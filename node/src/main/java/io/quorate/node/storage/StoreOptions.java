package io.quorate.node.storage;

/**
 * How a store uses memory and disk.
 *
 * @param provider which implementation of LevelDB
 * @param writeBufferBytes what is kept in memory before it becomes a table; up to twice that much
 *     while one is written
 * @param blockCacheBytes table blocks kept in memory; the Java implementation has no such cache
 * @param reserveBytes free disk space below which the store fails in good order: LevelDB writes
 *     through memory maps, and a process that touches a mapped page without a disk block behind it
 *     is killed
 */
public record StoreOptions(
    Provider provider, int writeBufferBytes, long blockCacheBytes, long reserveBytes) {
  private static final int MEBIBYTE = 1 << 20;

  /** For a node of half a gibibyte of heap. */
  public static final StoreOptions DEFAULT =
      new StoreOptions(Provider.AUTOMATIC, 16 * MEBIBYTE, 16L * MEBIBYTE, 64L * MEBIBYTE);

  /** The same with another provider. */
  public StoreOptions with(Provider other) {
    return new StoreOptions(other, writeBufferBytes, blockCacheBytes, reserveBytes);
  }

  /** The implementations of LevelDB; each reads what the other wrote. */
  public enum Provider {
    /** The native one where its library loads, else the one in Java. */
    AUTOMATIC,
    /** LevelDB itself, through JNI. */
    NATIVE,
    /** The port to Java. */
    JAVA
  }
}

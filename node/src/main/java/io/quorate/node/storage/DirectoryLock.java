package io.quorate.node.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right of one store to one directory, held from before the first file is looked at. LevelDB's
 * own lock comes too late for that, and the native one does not know of the Java one in the same
 * process.
 */
final class DirectoryLock {
  private static final String NAME = "lock";

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  static DirectoryLock take(Path directory) throws IOException, StorageException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new DirectoryLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // Another store of this process has it: reported like any other.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw Problems.locked(directory);
  }

  void release() throws IOException {
    channel.close();
  }
}

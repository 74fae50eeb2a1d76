package io.quorate.crypto.keyfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Small files that only their owner can read (mode 0600). */
final class SecretFile {
  private static final int MAX_SIZE = 1_024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_READS =
      PosixFilePermissions.fromString("r--------");

  private SecretFile() {}

  /** Writes a new file, whole or not at all, and on disk when this returns. */
  static void write(Path path, String content) throws KeyFileException {
    try {
      create(path.toAbsolutePath(), content);
    } catch (FileAlreadyExistsException e) {
      throw new KeyFileException(
          "key file "
              + path
              + " exists already and is not overwritten; choose another name, or move it away",
          e);
    } catch (NoSuchFileException e) {
      throw new KeyFileException(
          "cannot write key file " + path + ": its directory does not exist; create it first", e);
    } catch (AccessDeniedException e) {
      throw new KeyFileException(
          "cannot write key file " + path + ": no permission to write into its directory", e);
    } catch (UnsupportedOperationException e) {
      throw new KeyFileException(
          "cannot write key file "
              + path
              + ": its file system has no hard links; choose another directory",
          e);
    } catch (IOException e) {
      throw new KeyFileException("cannot write key file " + path + ": " + e, e);
    }
  }

  /**
   * Reads a file.
   *
   * @param what to call it in messages
   */
  static String read(Path path, String what, Charset charset) throws KeyFileException {
    try {
      checkPermissions(path, what);
      if (Files.size(path) > MAX_SIZE) {
        throw new KeyFileException(
            what + " " + path + " is too long to be one; restore it from its backup");
      }
      return new String(Files.readAllBytes(path), charset);
    } catch (NoSuchFileException e) {
      throw new KeyFileException(
          what
              + " "
              + path
              + " does not exist; check the path, or make a key with: quorate key new",
          e);
    } catch (AccessDeniedException e) {
      throw new KeyFileException(
          what
              + " "
              + path
              + " cannot be opened by this user; run as its owner, or change the owner with: chown",
          e);
    } catch (IOException e) {
      throw new KeyFileException("cannot read " + what + " " + path + ": " + e, e);
    }
  }

  private static void create(Path target, String content) throws IOException {
    Path directory = target.resolveSibling("");
    Path draft = Files.createTempFile(directory, ".quorate-key", ".tmp", attributes(target));
    try {
      writeAndSync(draft, content);
      // A link, unlike a move, fails when the name is taken: two writers cannot both believe they
      // won.
      Files.createLink(target, draft);
    } finally {
      Files.deleteIfExists(draft);
    }
    syncDirectory(directory);
  }

  private static void checkPermissions(Path path, String what)
      throws IOException, KeyFileException {
    if (!hasPermissions(path)) {
      return;
    }
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(path);
    if (!found.equals(OWNER_ONLY) && !found.equals(OWNER_READS)) {
      throw new KeyFileException(
          what
              + " "
              + path
              + " has the permissions "
              + PosixFilePermissions.toString(found)
              + ", but a secret must be its owner's alone; repair with: chmod 600 "
              + path);
    }
  }

  private static boolean hasPermissions(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] attributes(Path path) {
    return hasPermissions(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static void writeAndSync(Path draft, String content) throws IOException {
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** The name of a new file is on disk only when its directory is. */
  private static void syncDirectory(Path directory) throws IOException {
    if (hasPermissions(directory)) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}

package io.quorate.crypto.keyfile;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureSchemes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
import java.util.List;
import java.util.Set;

/**
 * A secret key in a text file that only its owner can read (mode 0600):
 *
 * <pre>
 * quorate-key 1
 * scheme ed25519
 * public 64 or 96 hexadecimal digits
 * seed 64 hexadecimal digits
 * </pre>
 *
 * <p>The public key is there so that a damaged seed is noticed instead of signing as somebody else.
 */
public final class KeyFile {
  private static final String HEADER = "quorate-key 1";
  private static final int LINES = 4;
  private static final int MAX_SIZE = 1_024;
  private static final int SEED_SIZE = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_READS =
      PosixFilePermissions.fromString("r--------");

  private KeyFile() {}

  /**
   * Writes a new key file, whole or not at all, and on disk when this returns.
   *
   * @param seed 32 secret bytes of full entropy
   * @throws KeyFileException when the file exists already, which is never overwritten, or cannot be
   *     written
   * @throws IllegalArgumentException when the seed has not exactly 32 bytes
   */
  public static void write(Path path, SchemeId scheme, Bytes seed) throws KeyFileException {
    PrivateKey key = key(path, scheme, seed);
    String content =
        String.join(
            "\n",
            HEADER,
            "scheme " + scheme.label(),
            "public " + key.publicKey().bytes().toHex(),
            "seed " + seed.toHex(),
            "");
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
   * Reads a key file.
   *
   * @throws KeyFileException when it is missing, others than its owner can open it, or it is not a
   *     key file
   */
  public static PrivateKey read(Path path) throws KeyFileException {
    return parse(path, content(path)).key();
  }

  /**
   * Reads the secret seed of a key file, for the few uses that need more than signatures (a TLS
   * certificate's key).
   *
   * @throws KeyFileException as {@link #read}
   */
  public static Bytes readSeed(Path path) throws KeyFileException {
    return parse(path, content(path)).seed();
  }

  private static String content(Path path) throws KeyFileException {
    try {
      checkPermissions(path);
      if (Files.size(path) > MAX_SIZE) {
        throw malformed(path, "it is too long");
      }
      return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new KeyFileException(
          "key file "
              + path
              + " does not exist; check the path, or make a key with: quorate key new",
          e);
    } catch (AccessDeniedException e) {
      throw new KeyFileException(
          "key file "
              + path
              + " cannot be opened by this user; run as its owner, or change the owner with: chown",
          e);
    } catch (IOException e) {
      throw new KeyFileException("cannot read key file " + path + ": " + e, e);
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

  private record Parsed(Bytes seed, PrivateKey key) {}

  private static Parsed parse(Path path, String content) throws KeyFileException {
    List<String> lines = content.lines().toList();
    if (lines.size() != LINES || !lines.getFirst().equals(HEADER)) {
      throw malformed(
          path, "it does not start with the line '" + HEADER + "' and have " + LINES + " lines");
    }
    String label = field(path, lines.get(1), "scheme");
    SchemeId scheme =
        SchemeId.ofLabel(label)
            .orElseThrow(() -> malformed(path, "it names the unknown scheme '" + label + "'"));
    PublicKey stated = stated(path, scheme, hex(path, lines.get(2), "public"));
    Bytes seed = hex(path, lines.get(3), "seed");
    if (seed.size() != SEED_SIZE) {
      throw malformed(path, "its seed has " + seed.size() + " bytes instead of 32");
    }
    PrivateKey key = key(path, scheme, seed);
    if (!key.publicKey().equals(stated)) {
      throw malformed(path, "its seed does not belong to its public key");
    }
    return new Parsed(seed, key);
  }

  private static PublicKey stated(Path path, SchemeId scheme, Bytes key) throws KeyFileException {
    if (key.size() != scheme.publicKeySize()) {
      throw malformed(
          path, "its public key has " + key.size() + " bytes instead of " + scheme.publicKeySize());
    }
    return new PublicKey(scheme, key);
  }

  private static PrivateKey key(Path path, SchemeId scheme, Bytes seed) throws KeyFileException {
    try {
      return SignatureSchemes.of(scheme).privateKey(seed);
    } catch (IllegalStateException e) {
      throw new KeyFileException("cannot use key file " + path + ": " + e.getMessage(), e);
    }
  }

  private static Bytes hex(Path path, String line, String name) throws KeyFileException {
    try {
      return Bytes.fromHex(field(path, line, name));
    } catch (IllegalArgumentException e) {
      // Without the cause: what stands in the file may be a secret.
      throw malformed(path, "the value of '" + name + "' is not hexadecimal");
    }
  }

  private static String field(Path path, String line, String name) throws KeyFileException {
    String start = name + " ";
    if (!line.startsWith(start)) {
      throw malformed(path, "it has no line '" + name + "' where one belongs");
    }
    return line.substring(start.length());
  }

  private static KeyFileException malformed(Path path, String reason) {
    return new KeyFileException(
        "key file "
            + path
            + " is damaged or no key file: "
            + reason
            + "; restore it from its backup");
  }

  private static void checkPermissions(Path path) throws IOException, KeyFileException {
    if (!hasPermissions(path)) {
      return;
    }
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(path);
    if (!found.equals(OWNER_ONLY) && !found.equals(OWNER_READS)) {
      throw new KeyFileException(
          "key file "
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

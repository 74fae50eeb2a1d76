package io.quorate.crypto.keyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignatureSchemes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A key file")
@DisabledOnOs(OS.WINDOWS)
final class KeyFileTest {
  private static final Bytes SEED = Sha256.hash(Bytes.utf8("a secret seed")).bytes();

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("node.key");
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static String refusal(Path path) {
    KeyFileException refused = assertThrows(KeyFileException.class, () -> KeyFile.read(path));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains(path.toString()), message);
    assertFalse(message.contains(SEED.toHex()), message);
    return message;
  }

  private String refusalOf(String content) throws IOException {
    Files.writeString(file(), content);
    permit(file(), "rw-------");
    return refusal(file());
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "gives back the key that was written, is its owner's alone, and leaves no other file")
  void roundTrip(SchemeId id) throws Exception {
    KeyFile.write(file(), id, SEED);
    assertEquals(
        SignatureSchemes.of(id).privateKey(SEED).publicKey(), KeyFile.read(file()).publicKey());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  @DisplayName("is never overwritten")
  void neverOverwritten() throws Exception {
    KeyFile.write(file(), SchemeId.ED25519, SEED);
    String before = Files.readString(file());
    KeyFileException refused =
        assertThrows(
            KeyFileException.class,
            () -> KeyFile.write(file(), SchemeId.ED25519, Bytes.wrap(new byte[32])));
    assertTrue(String.valueOf(refused.getMessage()).contains("exists already"));
    assertEquals(before, Files.readString(file()));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  @DisplayName("is not written into a directory that is not there, nor from a short seed")
  void notWritten() {
    Path nowhere = directory.resolve("missing").resolve("node.key");
    KeyFileException refused =
        assertThrows(KeyFileException.class, () -> KeyFile.write(nowhere, SchemeId.ED25519, SEED));
    assertTrue(String.valueOf(refused.getMessage()).contains("create it first"));
    assertThrows(
        IllegalArgumentException.class,
        () -> KeyFile.write(file(), SchemeId.ED25519, SEED.slice(0, 31)));
    assertFalse(Files.exists(file()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw-rw-", "rwx------"})
  @DisplayName("that others could open is refused, with the command that repairs it")
  void openToOthers(String permissions) throws Exception {
    KeyFile.write(file(), SchemeId.ED25519, SEED);
    permit(file(), permissions);
    String message = refusal(file());
    assertTrue(message.endsWith("chmod 600 " + file()), message);
    assertTrue(message.contains(permissions), message);
  }

  @Test
  @DisplayName("that its owner may only read is fine")
  void readOnly() throws Exception {
    KeyFile.write(file(), SchemeId.ED25519, SEED);
    permit(file(), "r--------");
    assertEquals(SchemeId.ED25519, KeyFile.read(file()).publicKey().scheme());
  }

  @Test
  @DisplayName("that is missing says how to make one")
  void missing() {
    assertTrue(refusal(file()).contains("quorate key new"));
  }

  @Test
  @DisplayName("of an unknown scheme names the scheme")
  void unknownScheme() throws Exception {
    assertTrue(
        refusalOf("quorate-key 1\nscheme rsa\npublic 00\nseed 00\n")
            .contains("unknown scheme 'rsa'"));
  }

  @ParameterizedTest
  @CsvSource({
    "public, seed",
    "seed, public",
    "quorate-key 1, quorate-key 2",
    "scheme ed25519, scheme bls12-381",
    "'seed ', 'seed x'",
    "'seed ', 'seed 00'",
    "'public ', 'public 00'"
  })
  @DisplayName("that is damaged is refused, without its secret in the message")
  void damaged(String from, String to) throws Exception {
    KeyFile.write(directory.resolve("good.key"), SchemeId.ED25519, SEED);
    String content = Files.readString(directory.resolve("good.key"));
    assertTrue(refusalOf(content.replaceFirst(from, to)).contains("damaged or no key file"));
  }

  @Test
  @DisplayName("whose seed does not belong to its public key is refused")
  void flippedSeed() throws Exception {
    KeyFile.write(directory.resolve("good.key"), SchemeId.ED25519, SEED);
    String content = Files.readString(directory.resolve("good.key"));
    String other = Sha256.hash(SEED).toHex();
    assertTrue(refusalOf(content.replace(SEED.toHex(), other)).contains("does not belong"));
  }

  @Test
  @DisplayName("that is empty, cut off, binary or huge is refused")
  void garbage() throws Exception {
    assertTrue(refusalOf("").contains("damaged"));
    assertTrue(refusalOf("quorate-key 1\nscheme ed25519\n").contains("damaged"));
    assertTrue(refusalOf("\u0000\u0001\u00ff").contains("damaged"));
    assertTrue(refusalOf("x".repeat(100_000)).contains("too long"));
  }

  @Test
  @DisplayName("that is a directory is refused")
  void isDirectory() throws Exception {
    Files.createDirectory(file());
    assertThrows(KeyFileException.class, () -> KeyFile.read(file()));
  }
}

package io.quorate.crypto.keyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignatureSchemes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("An encrypted key file")
@DisabledOnOs(OS.WINDOWS)
final class EncryptedKeyFileTest {
  private static final Bytes SEED = Sha256.hash(Bytes.utf8("a secret seed")).bytes();
  private static final Bytes SALT = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
  private static final Passphrase RIGHT = Passphrase.of("correct horse battery staple");

  /** As cheap as a file may ask for, for tests that open it often. */
  private static final int CHEAP = 10;

  @TempDir Path directory;

  private Path written(SchemeId scheme, int cost) throws KeyFileException {
    Path file = directory.resolve("sealed.key");
    KeyFile.write(file, scheme, SEED, RIGHT, SALT, cost);
    return file;
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("gives back the key to who has the passphrase, and the seed stands nowhere in it")
  void roundTrip(SchemeId id) throws Exception {
    Path file = directory.resolve("sealed.key");
    KeyFile.write(file, id, SEED, RIGHT, SALT);
    assertEquals(
        SignatureSchemes.of(id).privateKey(SEED).publicKey(),
        KeyFile.read(file, _ -> RIGHT).publicKey());
    assertEquals(SEED, KeyFile.readSeed(file, _ -> RIGHT));
    assertFalse(Files.readString(file).contains(SEED.toHex()));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  @DisplayName("is the one that other software makes of the same passphrase, salt and seed")
  void known() throws Exception {
    String content = Files.readString(written(SchemeId.ED25519, CHEAP));
    assertEquals(
        "sealed "
            + "7734721e84b8f5610b932fdfe62d0a3aed7158f042c268f7"
            + "6cd50ada7486f99258b2c3393b75503c05805d5aa512ecaf",
        content.lines().skip(5).findFirst().orElse(""));
  }

  @Test
  @DisplayName("does not open with another passphrase, or with none, and says so")
  void wrongPassphrase() throws Exception {
    Path file = written(SchemeId.ED25519, CHEAP);
    Passphrase wrong = Passphrase.of("correct horse battery stapler");
    KeyFileException refused =
        assertThrows(KeyFileException.class, () -> KeyFile.read(file, _ -> wrong));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("the passphrase does not open key file " + file), message);
    KeyFileException none = assertThrows(KeyFileException.class, () -> KeyFile.read(file));
    assertTrue(String.valueOf(none.getMessage()).contains("is encrypted and no passphrase"));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("with any one bit of it changed is refused")
  void everyBit(SchemeId scheme) throws Exception {
    byte[] content = Files.readAllBytes(written(scheme, CHEAP));
    Path file = directory.resolve("changed.key");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    for (int bit = 0; bit < content.length * 8; bit++) {
      byte[] changed = content.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(file, changed);
      int flipped = bit;
      assertThrows(
          KeyFileException.class,
          () -> KeyFile.read(file, _ -> RIGHT),
          () -> "bit " + flipped % 8 + " of byte " + flipped / 8);
    }
  }

  @Test
  @DisplayName("that asks for more work than any file should is refused before it is done")
  void tooMuchWork() throws Exception {
    Path file = written(SchemeId.ED25519, CHEAP);
    String content = Files.readString(file);
    for (String cost : new String[] {"9", "21", "99", "010"}) {
      Files.writeString(file, content.replace("scrypt 10 ", "scrypt " + cost + " "));
      assertThrows(KeyFileException.class, () -> KeyFile.read(file, _ -> RIGHT));
    }
  }

  @Test
  @DisplayName("takes a passphrase from a file that is its owner's alone")
  void passphraseFile() throws Exception {
    Path file = directory.resolve("passphrase");
    Files.writeString(file, "correct horse battery staple\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThrows(KeyFileException.class, () -> KeyFile.passphrase(file));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Passphrase read = KeyFile.passphrase(file);
    assertEquals(SEED, KeyFile.readSeed(written(SchemeId.ED25519, CHEAP), _ -> read));
    assertFalse(read.toString().contains("horse"));
    Files.writeString(file, "\n");
    assertThrows(KeyFileException.class, () -> KeyFile.passphrase(file));
  }

  @Test
  @DisplayName("knows a passphrase however a keyboard composes its letters")
  void composed() throws Exception {
    Path file = directory.resolve("sealed.key");
    Passphrase composed = Passphrase.of("\u00e9t\u00e9");
    Passphrase combining = Passphrase.of("e\u0301te\u0301");
    KeyFile.write(file, SchemeId.ED25519, SEED, composed, SALT, CHEAP);
    assertEquals(SEED, KeyFile.readSeed(file, _ -> combining));
  }
}

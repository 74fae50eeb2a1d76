package io.quorate.devnet.command;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.devnet.network.DevnetException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Bytes as people write and read them. */
final class Texts {
  private Texts() {}

  /** The text that the bytes encode in UTF-8, without control characters but line ends and tabs. */
  static Optional<String> text(Bytes bytes) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toArray())).toString();
      boolean printable =
          text.codePoints()
              .allMatch(c -> !Character.isISOControl(c) || c == '\n' || c == '\r' || c == '\t');
      return printable ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The text, or hexadecimal digits behind 0x where there is none. */
  static String show(Bytes bytes) {
    return text(bytes).orElseGet(() -> "0x" + bytes.toHex());
  }

  /** Bytes as a person typed them: text, or hexadecimal digits. */
  static Bytes bytes(String typed, boolean hex) throws DevnetException {
    try {
      return hex ? Bytes.fromHex(typed) : Bytes.utf8(typed);
    } catch (IllegalArgumentException e) {
      throw DevnetException.of(e);
    }
  }

  /** A hash as a person typed it. */
  static Hash hash(String typed) throws DevnetException {
    try {
      return Hash.fromHex(typed);
    } catch (IllegalArgumentException e) {
      throw new DevnetException(
          "'"
              + typed
              + "' is not a transaction's id: "
              + e.getMessage()
              + "; it is the 64 hexadecimal digits that kv put prints",
          e);
    }
  }
}

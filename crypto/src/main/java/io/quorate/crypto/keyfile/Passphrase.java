package io.quorate.crypto.keyfile;

import io.quorate.crypto.Bytes;
import java.text.Normalizer;

/**
 * What an encrypted key file is opened with. {@code toString} never shows it. Immutable.
 *
 * <p>Characters are brought to one form (Unicode NFC) first, since two keyboards can write the same
 * letter in two ways.
 */
public final class Passphrase {
  private final Bytes text;

  private Passphrase(Bytes text) {
    this.text = text;
  }

  /**
   * The passphrase of this text.
   *
   * @throws IllegalArgumentException when it is empty
   */
  public static Passphrase of(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a passphrase is not empty");
    }
    return new Passphrase(Bytes.utf8(Normalizer.normalize(text, Normalizer.Form.NFC)));
  }

  Bytes text() {
    return text;
  }

  @Override
  public String toString() {
    return "passphrase";
  }
}

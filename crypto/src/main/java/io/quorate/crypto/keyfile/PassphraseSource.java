package io.quorate.crypto.keyfile;

import java.nio.file.Path;

/** Where the passphrase of an encrypted key file comes from; asked only when there is need. */
@FunctionalInterface
public interface PassphraseSource {
  /** There is none, and an encrypted key file is refused. */
  PassphraseSource NONE =
      keyFile -> {
        throw new KeyFileException(
            "key file "
                + keyFile
                + " is encrypted and no passphrase was given; name a file that holds it");
      };

  /**
   * The passphrase of that key file.
   *
   * @throws KeyFileException when there is none
   */
  Passphrase of(Path keyFile) throws KeyFileException;
}

package io.quorate.devnet.command;

import io.quorate.crypto.keyfile.KeyFile;
import io.quorate.crypto.keyfile.KeyFileException;
import io.quorate.crypto.keyfile.Passphrase;
import io.quorate.crypto.keyfile.PassphraseSource;
import java.io.Console;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * Where the passphrase of an encrypted key comes from: a file, the environment, or the terminal, in
 * that order.
 */
final class PassphraseOption implements PassphraseSource {
  static final String VARIABLE = "QUORATE_PASSPHRASE";

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description =
          "The passphrase of an encrypted key: the first line of a file that only you can read"
              + " (default: the variable QUORATE_PASSPHRASE, or a question at the terminal).")
  Optional<Path> file = Optional.empty();

  @Override
  public Passphrase of(Path keyFile) throws KeyFileException {
    Optional<Passphrase> known = known();
    if (known.isPresent()) {
      return known.get();
    }
    Optional<Console> terminal = terminal();
    return terminal.isPresent()
        ? ask(terminal.get(), "Passphrase of " + keyFile + ": ")
            .orElseThrow(() -> new KeyFileException("no passphrase was typed"))
        : PassphraseSource.NONE.of(keyFile);
  }

  /** The passphrase for a new key, typed twice where it is typed. */
  Passphrase forNew(Path keyFile) throws KeyFileException {
    Optional<Passphrase> known = known();
    if (known.isPresent()) {
      return known.get();
    }
    Console console =
        terminal()
            .orElseThrow(() ->
                new KeyFileException(
                    "a passphrase for "
                        + keyFile
                        + " is needed; name a file with --passphrase-file"));
    char[] first = typed(console, "Passphrase for " + keyFile + ": ");
    char[] second = typed(console, "The same once more: ");
    if (first.length == 0 || !Arrays.equals(first, second)) {
      throw new KeyFileException("the two passphrases differ or are empty; nothing was written");
    }
    return Passphrase.of(new String(first));
  }

  private Optional<Passphrase> known() throws KeyFileException {
    if (file.isPresent()) {
      return Optional.of(KeyFile.passphrase(file.get()));
    }
    return Optional.ofNullable(System.getenv(VARIABLE))
        .filter(text -> !text.isEmpty())
        .map(Passphrase::of);
  }

  private static Optional<Console> terminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  private static Optional<Passphrase> ask(Console console, String question) {
    char[] typed = typed(console, question);
    return typed.length == 0 ? Optional.empty() : Optional.of(Passphrase.of(new String(typed)));
  }

  private static char[] typed(Console console, String question) {
    char[] typed = console.readPassword("%s", question);
    return typed == null ? new char[0] : typed;
  }
}

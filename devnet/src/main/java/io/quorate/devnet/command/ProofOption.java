package io.quorate.devnet.command;

import io.quorate.api.proof.ProofJson;
import io.quorate.consensus.Proved;
import io.quorate.devnet.network.DevnetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a command keeps the proof of what it prints. */
final class ProofOption {
  @Option(
      names = "--proof",
      paramLabel = "FILE",
      description = "Write the proof to a file, for \"quorate verify\" later or elsewhere.")
  Optional<Path> file = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  CommandSpec command;

  /** Writes the file if one was asked for. */
  void keep(Proved proved) throws DevnetException {
    if (file.isEmpty()) {
      return;
    }
    try {
      Files.writeString(file.get(), ProofJson.write(proved));
    } catch (IOException e) {
      throw new DevnetException("cannot write proof file " + file.get() + ": " + e, e);
    }
  }

  /** Refuses the option for an answer that has no proof. */
  void notFor(String answer) {
    if (file.isPresent()) {
      throw new ParameterException(
          command.commandLine(), answer + " has no proof; leave out --local or --proof");
    }
  }
}

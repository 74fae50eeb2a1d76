package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.api.proof.ProofException;
import io.quorate.api.proof.ProofJson;
import io.quorate.consensus.Attestation;
import io.quorate.consensus.Epochs;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Proved;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.ProvedState;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.devnet.network.DevnetException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a proof without any network. */
@Command(
    name = "verify",
    description = {
      "Check a proof file that --proof wrote, against a genesis alone; no node is asked.",
      "Says what is proved and by whom. Ends with 1 when it does not hold."
    })
final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The proof file.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  Path file;

  @Option(
      names = "--genesis",
      paramLabel = "FILE",
      description = "The genesis, whose validators are trusted (default: the local network's).")
  Optional<Path> genesis = Optional.empty();

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  DirectoryOption where;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  Output output;

  @Override
  public Integer call() throws DevnetException {
    Genesis trusted = ClientOptions.trusted(genesis, where);
    ObjectNode json = Output.object();
    Proved proved;
    try {
      proved = ProofJson.read(file);
    } catch (ProofException e) {
      return refused(json, e.getMessage());
    }
    // The epoch after each one follows from it by a rule of the chain (Epoch.next), and holds
    // nowhere if its last certificate names another. So the genesis tells the epoch of every
    // height, and no chain of certificates could tell another one.
    Epochs epochs = trusted.epochs(SignatureSchemes.of(trusted.scheme()));
    long height = proved.certificate().attestation().height();
    Verdict verdict = proved.verify(epochs.at(height).orElseGet(epochs::first));
    return switch (verdict) {
      case Verdict.Accepted _ -> {
        json.put("valid", true);
        String what =
            switch (proved) {
              case ProvedReceipt receipt -> receipt(receipt.receipt(), trusted, json);
              case ProvedState state -> state(state, json);
            };
        Proofs.add(json, proved.certificate(), trusted);
        output.result(json, "holds: " + what + "\n" + source(proved, trusted));
        yield 0;
      }
      case Verdict.Refused refused ->
          refused(json, "proof file " + file + " does not hold: " + refused.detail());
    };
  }

  private int refused(ObjectNode json, String reason) {
    output.absent(json.put("valid", false).put("reason", reason), "quorate: " + reason);
    return 1;
  }

  private static String receipt(Receipt receipt, Genesis genesis, ObjectNode json) {
    String answer = TxCommand.answer(receipt, genesis);
    String status = receipt.status().name();
    json.put("transaction", receipt.transaction().toHex());
    json.put("status", status).put("index", receipt.index()).put("result", answer);
    return "transaction "
        + receipt.transaction().toHex()
        + " "
        + fate(receipt.status())
        + " at place "
        + receipt.index()
        + " of its block, with the result "
        + (answer.isEmpty() ? "(none)" : answer);
  }

  private static String fate(Receipt.Status status) {
    return switch (status) {
      case EXECUTED -> "was executed";
      case FAILED -> "was refused by the application";
      case REPLAYED -> "was a replay and was not executed again";
      case OUT_OF_WINDOW -> "was outside its sender's window and was not executed";
    };
  }

  private static String state(ProvedState state, ObjectNode json) {
    Optional<Bytes> applications = StateKeys.applicationKey(state.key());
    Bytes key = applications.orElse(state.key());
    String name = (applications.isPresent() ? "key " : "the platform's entry ") + Texts.show(key);
    json.put("keyHex", key.toHex()).put("found", state.value().isPresent());
    state.value().ifPresent(value -> json.put("valueHex", value.toHex()));
    return state.value().isPresent()
        ? name + " holds " + Texts.show(state.value().get())
        : name + " holds nothing";
  }

  private static String source(Proved proved, Genesis genesis) {
    Attestation attestation = proved.certificate().attestation();
    return Proofs.sentence(proved.certificate(), genesis)
        + "\nof chain "
        + genesis.name()
        + " ("
        + attestation.chain().toHex()
        + "), block "
        + attestation.block().toHex();
  }
}

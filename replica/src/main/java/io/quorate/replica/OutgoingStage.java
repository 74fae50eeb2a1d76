package io.quorate.replica;

import io.quorate.consensus.SigningContent;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.replica.ReplicaEffect.Note;
import io.quorate.replica.ReplicaEffect.Outgoing;
import io.quorate.replica.ReplicaEffect.Persist;
import io.quorate.replica.ReplicaEffect.Recipients;
import io.quorate.replica.ReplicaEffect.SignAndSend;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The way out of every message that is signed, the same for all engines: guard, record, then sign
 * and send.
 */
final class OutgoingStage {
  /** Label of the note that a refused signature leaves. */
  static final String GUARD = "SIGNING-GUARD";

  private final SigningGuard guard;
  private final BooleanSupplier silent;

  /**
   * @param silent whether nothing is to be signed at present
   */
  OutgoingStage(SigningGuard guard, BooleanSupplier silent) {
    this.guard = guard;
    this.silent = silent;
  }

  void send(Recipients recipients, Outgoing outgoing, ReplicaEffects out) {
    Optional<SigningContent> content = outgoing.content();
    if (content.isPresent() && silent.getAsBoolean()) {
      return;
    }
    WriteBatch record = new WriteBatch();
    Optional<String> refusal = content.flatMap(c -> guard.permit(c, record));
    if (refusal.isPresent()) {
      out.emit(new Note(GUARD, refusal.get()));
      return;
    }
    if (!record.isEmpty()) {
      out.emit(new Persist(record));
    }
    out.emit(new SignAndSend(recipients, outgoing));
  }
}

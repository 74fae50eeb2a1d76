package io.quorate.replica;

import io.quorate.consensus.SigningContent;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.replica.ReplicaEffect.Note;
import io.quorate.replica.ReplicaEffect.Outgoing;
import io.quorate.replica.ReplicaEffect.Persist;
import io.quorate.replica.ReplicaEffect.Recipients;
import io.quorate.replica.ReplicaEffect.SignAndSend;
import io.quorate.replica.ReplicaEffect.Write;
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
  private boolean deferred;

  /** Whether something was written that has to be durable before the next message leaves. */
  private boolean owed;

  /**
   * @param silent whether nothing is to be signed at present
   */
  OutgoingStage(SigningGuard guard, BooleanSupplier silent) {
    this.guard = guard;
    this.silent = silent;
  }

  /** From now on what engines persist is made durable with the next message, or no longer so. */
  void deferSync(boolean defer) {
    deferred = defer;
  }

  /** Writes what an engine persists; durable before any later message leaves. */
  void persist(WriteBatch batch, ReplicaEffects out) {
    out.emit(deferred ? new Write(batch) : new Persist(batch));
    owed = deferred;
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
    if (!record.isEmpty() || owed) {
      out.emit(new Persist(record));
      owed = false;
    }
    out.emit(new SignAndSend(recipients, outgoing));
  }
}

package io.quorate.replica;

import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Payload;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Verified evidence waiting for a block. One entry per offence, a few per validator, so that an
 * offender cannot fill it or the blocks. Not thread-safe.
 */
final class EvidencePool {
  private static final int PENDING_PER_VALIDATOR = 4;
  private static final int REMEMBERED = 4_096;
  private static final int PER_BLOCK = 8;

  private final Map<Hash, Equivocation> pending = new LinkedHashMap<>();
  private final LinkedHashSet<Hash> known = new LinkedHashSet<>();

  /** Whether the offence was new and there was room for it. */
  boolean add(Equivocation evidence) {
    long ofValidator =
        pending.values().stream().filter(e -> e.validator() == evidence.validator()).count();
    if (known.contains(evidence.offence()) || ofValidator >= PENDING_PER_VALIDATOR) {
      return false;
    }
    remember(evidence.offence());
    pending.put(evidence.offence(), evidence);
    return true;
  }

  /** What a proposal may carry, without what its uncommitted ancestors carry already. */
  List<Equivocation> batch(Predicate<Hash> offenceInChain) {
    List<Equivocation> batch = new ArrayList<>();
    for (Equivocation evidence : pending.values()) {
      if (batch.size() < PER_BLOCK && !offenceInChain.test(evidence.offence())) {
        batch.add(evidence);
      }
    }
    return batch;
  }

  void committed(Payload payload) {
    for (Equivocation evidence : payload.evidence()) {
      remember(evidence.offence());
      pending.remove(evidence.offence());
    }
  }

  /** Forgets what waits and is of an epoch before that one: no block may carry it any more. */
  void forgetBefore(long epoch) {
    pending.values().removeIf(evidence -> evidence.first().content().epoch() < epoch);
  }

  private void remember(Hash offence) {
    known.add(offence);
    if (known.size() > REMEMBERED) {
      known.removeFirst();
    }
  }
}

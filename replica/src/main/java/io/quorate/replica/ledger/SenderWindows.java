package io.quorate.replica.ledger;

import io.quorate.application.state.StateTree;
import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.StateKeys;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PublicKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The senders' replay windows after the latest executed height: those of the senders executed last
 * in memory, all of them in the state. Only execution remembers, so that a slow reader cannot put
 * back an older window. Thread-safe.
 */
final class SenderWindows {
  /** About 300 bytes each. */
  private static final int CAPACITY = 4_096;

  private final StateTree tree;

  /** The sender executed last stands last. */
  private final LinkedHashMap<PublicKey, SequenceWindow> recent = new LinkedHashMap<>();

  SenderWindows(StateTree tree) {
    this.tree = tree;
  }

  SequenceWindow of(PublicKey sender) {
    return remembered(sender)
        .orElseGet(() ->
            tree.get(StateKeys.sequenceWindow(sender))
                .map(e -> SequenceWindow.decode(e).orThrow())
                .orElse(SequenceWindow.EMPTY));
  }

  /** What a block made of the windows that it moved, once it is executed. */
  synchronized void executed(Map<PublicKey, SequenceWindow> moved) {
    moved.forEach((sender, window) -> {
      // A copy for a new sender: its key is a slice of the block, all of which would stay with it.
      PublicKey key =
          recent.containsKey(sender)
              ? sender
              : new PublicKey(sender.scheme(), Bytes.wrap(sender.bytes().toArray()));
      recent.putLast(key, window);
      if (recent.size() > CAPACITY) {
        recent.pollFirstEntry();
      }
    });
  }

  private synchronized Optional<SequenceWindow> remembered(PublicKey sender) {
    return Optional.ofNullable(recent.get(sender));
  }
}

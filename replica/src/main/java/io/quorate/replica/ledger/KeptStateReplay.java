package io.quorate.replica.ledger;

import io.quorate.application.BlockContext;
import io.quorate.application.ChangeRequest;
import io.quorate.application.OwnState;
import io.quorate.application.state.Overlay;
import io.quorate.application.state.StateTree;
import io.quorate.application.state.StateView;
import io.quorate.consensus.Block;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Receipt.Status;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the state that an application keeps itself to the height of the node, by executing the
 * stored blocks above it in that state alone. What comes out is compared with what was stored when
 * the node executed them first; a difference ends the start.
 */
final class KeptStateReplay {
  private static final long HEIGHTS_PER_NOTE = 10_000;

  private final Genesis genesis;
  private final KeptState kept;
  private final ApplicationCalls calls;
  private final StateTree tree;
  private final KeyValueStore store;
  private final Ledger ledger;

  KeptStateReplay(
      Genesis genesis, KeptState kept, StateTree tree, KeyValueStore store, Ledger ledger) {
    this.genesis = genesis;
    this.kept = kept;
    this.calls = new ApplicationCalls(kept);
    this.tree = tree;
    this.store = store;
    this.ledger = ledger;
  }

  /**
   * @throws ApplicationFailure where the application comes to another result than before
   */
  void run() {
    long executed = tree.latestVersion();
    kept.resetAbove(executed);
    long height = kept.height();
    if (height < executed) {
      kept.note(
          "the state that the application keeps in "
              + kept.folder()
              + (height == OwnState.EMPTY ? " is empty" : " is at height " + height)
              + " and this node at height "
              + executed
              + ": the blocks between are executed there again");
    }
    // What a killed process wrote is there, and not yet safe from a power failure.
    store.sync();
    if (height == OwnState.EMPTY) {
      Overlay overlay = new Overlay(tree);
      calls.initialise(genesis, new StateView(overlay));
      compare(0, KeptState.rootIn(overlay), "");
      kept.commit(0);
      height = 0;
    } else {
      compare(height, kept.root(), "; move that folder away, and the node makes it anew");
      kept.at(height);
    }
    while (height < executed) {
      height++;
      replay(height);
      if (height % HEIGHTS_PER_NOTE == 0 && height < executed) {
        kept.note("executed again up to height " + height + " of " + executed);
      }
    }
  }

  private void replay(long height) {
    Block block = stored(ledger.block(height), "block", height);
    List<Receipt> receipts = stored(ledger.receipts(height), "list of receipts", height);
    BlockContext context =
        new BlockContext(
            height, block.header().timeMillis(), block.header().proposer(), evidence(block));
    Overlay overlay = new Overlay(tree);
    StateView state = new StateView(overlay);
    kept.begin(height);
    calls.beginBlock(context, state);
    for (Receipt before : receipts) {
      if (before.status() == Status.EXECUTED || before.status() == Status.FAILED) {
        Transaction transaction = block.payload().transactions().get(before.index());
        Receipt now =
            Executor.receipt(
                context, transaction, before.index(), calls.execute(context, transaction, state));
        compare(before, now);
      }
    }
    compare(height, calls.endBlock(context, state));
    compare(height, KeptState.rootIn(overlay), "");
    kept.commit(height);
  }

  /** The evidence of offences that this block was the first to carry. */
  private List<Equivocation> evidence(Block block) {
    Bytes here = new Encoder(8).u64(block.height()).toBytes();
    Set<Hash> told = new LinkedHashSet<>();
    List<Equivocation> fresh = new ArrayList<>();
    for (Equivocation evidence : block.payload().evidence()) {
      Optional<Bytes> first = tree.get(StateKeys.offence(evidence.offence()));
      if (first.equals(Optional.of(here)) && told.add(evidence.offence())) {
        fresh.add(evidence);
      }
    }
    return fresh;
  }

  private void compare(Receipt before, Receipt now) {
    if (!now.equals(before)) {
      throw new ApplicationFailure(
          otherwise("height " + before.height() + " in transaction " + before.transaction().toHex())
              + ": another receipt, "
              + now.status()
              + " now and "
              + before.status()
              + " then");
    }
  }

  private void compare(long height, List<ChangeRequest> now) {
    Optional<Bytes> before = tree.get(StateKeys.requestedChanges(height));
    Optional<Bytes> encoded =
        now.isEmpty() ? Optional.empty() : Optional.of(ChangeRequest.encode(now));
    if (!encoded.equals(before)) {
      throw new ApplicationFailure(
          otherwise("the end of height " + height) + ": it asks for other changes of the chain");
    }
  }

  private void compare(long height, Hash now, String advice) {
    Hash before =
        new Hash(
            store
                .get(LedgerKeys.ownRoot(height))
                .orElseThrow(() ->
                    new ApplicationFailure(
                        "the data of this node hold no root of what "
                            + genesis.application()
                            + " keeps itself at height "
                            + height
                            + ": they were made with a build of it that kept nothing; run that"
                            + " one")));
    if (!now.equals(before)) {
      throw new ApplicationFailure(
          otherwise("height " + height)
              + ": the root of the state in "
              + kept.folder()
              + " is "
              + now.toHex()
              + " and was "
              + before.toHex()
              + advice);
    }
  }

  private String otherwise(String place) {
    return "application "
        + genesis.application()
        + " has another result at "
        + place
        + " than when this node executed it first";
  }

  private static <T> T stored(Optional<T> found, String what, long height) {
    return found.orElseThrow(
        () -> new IllegalStateException("the " + what + " of height " + height + " is not stored"));
  }
}

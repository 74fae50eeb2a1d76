package io.quorate.consensus.engine;

import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Epoch;
import java.util.List;

/** Everything the platform needs to run one kind of engine. Stateless and thread-safe. */
public interface EngineFactory {

  /** Which engine it makes. */
  EngineKind kind();

  /**
   * A new engine of replica {@code self} (its validator index, -1 for an observer) for {@code
   * epoch}.
   */
  ConsensusEngine create(Epoch epoch, int self);

  /** The verifier of that epoch's messages. */
  MessageVerifier verifier(Epoch epoch, TransactionVerifier transactions);

  /** The wire form. */
  MessageCodec codec();

  /** The labels of every rule in the engine's SPEC.md, for the rule-coverage test. */
  List<String> rules();
}

package io.quorate.client;

import io.grpc.ServerInterceptor;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** What a node can do to its clients instead of answering them. */
enum Lie {
  /** One bit of the first, second or third value of each answer is another one. */
  FIRST_VALUE_CHANGED,
  SECOND_VALUE_CHANGED,
  THIRD_VALUE_CHANGED,
  /** Every value is a word that means nothing. */
  GARBAGE,
  /** Answers without anything in them. */
  EMPTY,
  /** Everything that can be there several times is there twice, and so is each message. */
  TWICE,
  /** A true answer to another question. */
  ANOTHER_QUESTION,
  /** A true answer of some time ago. */
  OLD,
  /** A sound chain of other people. */
  ANOTHER_CHAIN,
  /** A history that never was, certified as {@link TestChain.Certified} says. */
  FORGED_BY_TOO_FEW,
  FORGED_BY_STRANGERS,
  FORGED_UNDER_THE_NEXT_EPOCH,
  FORGED_UNDER_A_FAR_EPOCH,
  /** It says that it executed far more than anybody. */
  BOASTING,
  /** Each call ends well before its answer, or after the first message of a stream. */
  TRUNCATED,
  /** Each call ends with a failure. */
  FAILING,
  /** Calls are taken, and nothing comes. */
  SILENT,
  /** Each transaction is admitted, and admitted again, and that is all. */
  ADMITTING_FOR_EVER,
  /** A connection that is taken, and nothing comes. */
  SILENT_CONNECTION,
  /** A connection over which a byte comes now and then. */
  DRIBBLING_CONNECTION,
  /** Nobody listens. */
  NOBODY_THERE;

  /** Where a node that answers {@link #OLD} stays. */
  static final int OLD_HEIGHTS = 12;

  /** A node that does it. */
  interface Liar extends Closeable {
    URI uri();

    @Override
    void close() throws IOException;
  }

  /** Whether what is asked for without a proof may come back wrong. */
  boolean tellsAnything() {
    return switch (this) {
      case TRUNCATED, FAILING, SILENT, SILENT_CONNECTION, DRIBBLING_CONNECTION, NOBODY_THERE ->
          false;
      default -> true;
    };
  }

  /** A node that tells this lie about {@code truth}. */
  Liar about(TestChain truth) throws IOException {
    return switch (this) {
      case FIRST_VALUE_CHANGED -> node(truth, Distortion.changing(0));
      case SECOND_VALUE_CHANGED -> node(truth, Distortion.changing(1));
      case THIRD_VALUE_CHANGED -> node(truth, Distortion.changing(2));
      case GARBAGE -> node(truth, Distortion.garbage());
      case EMPTY -> node(truth, Distortion.empty());
      case TWICE -> node(truth, Distortion.twice());
      case ANOTHER_QUESTION, BOASTING, ADMITTING_FOR_EVER -> new LyingNode(truth, this);
      case OLD ->
          new LyingNode(history("lies", TestChain.Certified.SOUNDLY, "right ", OLD_HEIGHTS), this);
      case ANOTHER_CHAIN -> node(history("others", TestChain.Certified.SOUNDLY, "wrong ", 24));
      case FORGED_BY_TOO_FEW -> node(forged(TestChain.Certified.BY_TOO_FEW));
      case FORGED_BY_STRANGERS -> node(forged(TestChain.Certified.BY_STRANGERS));
      case FORGED_UNDER_THE_NEXT_EPOCH -> node(forged(TestChain.Certified.UNDER_THE_NEXT_EPOCH));
      case FORGED_UNDER_A_FAR_EPOCH -> node(forged(TestChain.Certified.UNDER_A_FAR_EPOCH));
      case TRUNCATED -> node(truth, Distortion.truncated());
      case FAILING -> node(truth, Distortion.failing());
      case SILENT -> node(truth, Distortion.silent());
      case SILENT_CONNECTION -> new MuteServer(false);
      case DRIBBLING_CONNECTION -> new MuteServer(true);
      case NOBODY_THERE -> MuteServer.gone();
    };
  }

  private static TestChain forged(TestChain.Certified how) {
    return history("lies", how, "wrong ", 24);
  }

  /**
   * A chain in its third epoch: a value for every height, but for {@link #OLD_HEIGHTS}, where there
   * is one under a key that holds nothing before and after; a transaction at height 2, and another
   * sender's at height 20.
   */
  static TestChain history(String name, TestChain.Certified how, String value, int heights) {
    TestChain chain = TestChain.certified(name, 10, how);
    for (int height = 1; height <= heights; height++) {
      chain.execute(
          transactions(chain, height),
          height == OLD_HEIGHTS ? LyingNodesTest.NOTHING : TestChain.KEY,
          Bytes.utf8(value + height));
    }
    return chain;
  }

  private static List<Transaction> transactions(TestChain chain, int height) {
    return switch (height) {
      case 2 -> List.of(LyingNodesTest.executed(chain));
      case 20 -> List.of(LyingNodesTest.recent(chain));
      default -> List.of();
    };
  }

  private static Liar node(TestChain chain, ServerInterceptor... between) {
    return new LyingNode(chain, FAILING, between);
  }
}

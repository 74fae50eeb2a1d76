package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.QuorateClient;
import java.util.ArrayList;
import java.util.List;

/** A network of four that one client writes to without end, and that is broken meanwhile. */
final class LoadedDevnet implements AutoCloseable {
  private static final int SOME = 20;
  private static final String OBSERVES = "observes: what this node signed is lost";

  private final Devnet devnet;
  private final QuorateClient client;
  private final SteadyWriter writer;

  private LoadedDevnet(Devnet devnet, QuorateClient client, SteadyWriter writer) {
    this.devnet = devnet;
    this.client = client;
    this.writer = writer;
  }

  /** Loads a network that runs, and sees it commit; the network is deleted when it does not. */
  static LoadedDevnet of(Devnet devnet) throws Exception {
    try {
      QuorateClient client = devnet.client();
      LoadedDevnet loaded =
          new LoadedDevnet(devnet, client, new SteadyWriter(client, Devnet.freshKey(), "steady"));
      loaded.goesOn("at first");
      return loaded;
    } catch (Exception | Error e) {
      devnet.delete();
      throw e;
    }
  }

  Devnet devnet() {
    return devnet;
  }

  QuorateClient client() {
    return client;
  }

  SteadyWriter writer() {
    return writer;
  }

  /** Observes that the client gets some more receipts. */
  void goesOn(String when) {
    int before = writer.count();
    devnet.await("commits " + when, () -> writer.count() >= before + SOME);
  }

  /** Runs a command below {@code devnet fault} that must succeed; its standard output. */
  String fault(String... words) {
    List<String> line = new ArrayList<>(List.of("devnet", "fault"));
    line.addAll(List.of(words));
    return devnet.done(line.toArray(String[]::new));
  }

  /** Wipes a node, and sees that it observes at first and votes in a later epoch. */
  void losesAndVotesAgain(String node) {
    assertTrue(!said(node).contains(OBSERVES), "a new key may vote");
    fault("wipe", node, "--keep-key");
    fault("restart", node);
    goesOn("beside an observer");
    assertTrue(said(node).contains(OBSERVES), () -> said(node));
    devnet.await("votes of node " + node, () -> said(node).contains("votes again"));
  }

  private String said(String node) {
    return devnet.done("devnet", "logs", node, "--lines", "10000");
  }

  /** Ends the load and deletes the network. */
  @Override
  public void close() {
    try {
      try {
        writer.finish();
        client.close();
      } finally {
        devnet.delete();
      }
    } catch (Exception e) {
      throw new AssertionError("the network could not be ended", e);
    }
  }
}

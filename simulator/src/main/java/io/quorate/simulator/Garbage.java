package io.quorate.simulator;

import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import io.quorate.simulator.seed.Draw;

/** What clients send that they should not, and nodes have to bear (scenarios S23, S65, S71). */
final class Garbage {
  private static final int KINDS = 10;

  private final World world;
  private final Draw draw;

  Garbage(World world, Draw draw) {
    this.world = world;
    this.draw = draw;
  }

  void act(Client client, Clients clients) {
    long height = world.checks().log().height();
    int node = clients.anyNode();
    switch (draw.below(KINDS)) {
      case 0 -> clients.deliver(noise(), node);
      case 1 -> clients.deliver(otherChain(client).encoded(), node);
      case 2 -> clients.deliver(corrupted(client.sign(client.sequence() + 1, height + 50)), node);
      case 3 -> clients.deliver(client.sign(client.sequence() + 1, height / 2).encoded(), node);
      case 4 ->
          clients.deliver(client.sign(client.sequence() + 1, Long.MAX_VALUE / 2).encoded(), node);
      case 5 -> clients.deliver(oversized(client), node);
      case 6 ->
          clients.deliver(client.sign(client.sequence() + 1_000_000, height + 50).encoded(), node);
      case 7 -> client.old().ifPresent(replay -> clients.deliver(replay.encoded(), node));
      case 8 -> everywhere(client.next(height), clients);
      default -> contradict(client, clients, height);
    }
  }

  /** One transaction at every node at once. */
  private void everywhere(Transaction transaction, Clients clients) {
    for (int node = 0; node < world.plan().nodes(); node++) {
      clients.send(transaction, node);
    }
  }

  /** Two transactions for one sequence, at two nodes; at most one of them may be executed. */
  private static void contradict(Client client, Clients clients, long height) {
    clients.send(client.next(height), clients.anyNode());
    clients.send(client.rival(height), clients.anyNode());
  }

  private Bytes noise() {
    byte[] raw = new byte[draw.below(300)];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) draw.next();
    }
    return Bytes.wrap(raw);
  }

  private Transaction otherChain(Client client) {
    Hash chain = Sha256.hash(world.epoch().chain().bytes());
    return Transaction.sign(
        chain, client.key(), client.sequence() + 1, 1_000, Bytes.utf8("elsewhere"));
  }

  private Bytes oversized(Client client) {
    Bytes payload = Bytes.wrap(new byte[world.plan().chain().maxTransactionBytes()]);
    return Transaction.sign(
            world.epoch().chain(), client.key(), client.sequence() + 1, 1_000, payload)
        .encoded();
  }

  private Bytes corrupted(Transaction transaction) {
    byte[] raw = transaction.encoded().toArray();
    raw[draw.below(raw.length)] ^= (byte) (1 + draw.below(255));
    return Bytes.wrap(raw);
  }
}

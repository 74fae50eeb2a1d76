package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.Phase;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.testkit.Cluster;
import io.quorate.consensus.testkit.Fixture;
import io.quorate.consensus.testkit.Node;
import io.quorate.crypto.Hash;
import io.quorate.tendermint.TendermintMessage.Proposal;
import io.quorate.tendermint.TendermintMessage.Vote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One run under faults drawn from a seed: loss, delay, duplicates, partitions, crashes between any
 * two effects, disks that lose what was not synced, one liar; then the network heals and everything
 * must commit. A pure function of fixture and seed.
 *
 * <p>Half of the runs are hostile: whole kinds of messages of a round do not reach some of the
 * replicas, restarts are frequent, and the liar votes for whatever was proposed last. That is what
 * it takes to have a value decided by one replica that most others do not know of.
 */
final class Swarm {
  /** From the healed network to the last commit, in virtual milliseconds. */
  static final long BOUND = 20_000;

  private final Cluster cluster;
  private final SplittableRandom random;
  private final int n;
  private final int f;
  private final int loss;
  private final int slow;
  private final boolean crashes;
  private final boolean partitions;
  private final boolean lies;
  private final boolean hostile;
  private final long blackouts;
  private final String drawn;
  private final List<Hash> subjects = new ArrayList<>(List.of(Hash.ZERO));
  private final Map<List<Long>, Hash> proposals = new LinkedHashMap<>();
  private boolean faulty = true;
  private int cut;
  private int liar = -1;

  private Swarm(Fixture fixture, long seed) {
    this.cluster = new Cluster(fixture);
    this.random = new SplittableRandom(seed);
    this.n = fixture.size();
    this.f = (n - 1) / 3;
    this.loss = random.nextInt(0, 4) * 8;
    this.hostile = f > 0 && random.nextInt(2) == 0;
    this.blackouts = random.nextLong();
    long base = fixture.epoch.parameters().baseTimeoutMillis();
    this.slow = random.nextInt(1, (int) (hostile ? base / 20 : base * 2 / 5) + 2);
    this.crashes = random.nextInt(3) > 0;
    this.partitions = random.nextInt(3) > 0;
    this.lies = f > 0 && (hostile || random.nextInt(2) == 0);
    if (lies) {
      liar = random.nextInt(n);
      cluster.byzantine.add(liar);
    }
    boolean disks = random.nextInt(2) == 0;
    cluster.nodes.forEach(node -> node.syncDelay = disks ? random.nextInt(1, 20) : 0);
    cluster.nodes.forEach(node -> node.executionDelay = random.nextInt(0, 50));
    this.drawn =
        "n=%d seed=%d loss=%d%% delay<%dms crashes=%s partitions=%s hostile=%s liar=%d disks=%s"
            .formatted(n, seed, loss, slow, crashes, partitions, hostile, liar, disks);
    cluster.network = this::delays;
    cluster.forger = this::forge;
    cluster.watcher = this::watch;
  }

  /** Runs; throws an {@link AssertionError} that names everything drawn, or returns the cluster. */
  static Cluster run(Fixture fixture, long seed) {
    Swarm swarm = new Swarm(fixture, seed);
    try {
      swarm.run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(swarm.drawn + ": " + e + "\n" + swarm.last(), e);
    }
    return swarm.cluster;
  }

  private void run() {
    cluster.start();
    int longest = (int) cluster.epoch.parameters().baseTimeoutMillis() * 3 / 2;
    for (int i = 0; i < (hostile ? 60 : 25); i++) {
      if (random.nextInt(3) > 0) {
        cluster.submit();
      }
      if (partitions && !hostile && random.nextInt(3) == 0) {
        cut = random.nextInt(1 << n);
      }
      if (crashes && random.nextInt(hostile ? 6 : 12) == 0) {
        cluster.nodes.forEach(Node::crash);
        cluster.nodes.forEach(Node::start);
      }
      cluster.run(random.nextInt(1, longest));
    }
    faulty = false;
    cluster.nodes.forEach(Node::startIfDown);
    cluster.connectAll();
    cluster.submit();
    check(cluster.runUntil(BOUND, this::served), "nothing commits after the network healed");
    check(cluster.refusals.isEmpty(), "refused " + cluster.refusals);
    cluster.evidence.forEach(
        evidence -> check(evidence.validator() == liar, "evidence against the honest"));
  }

  private boolean served() {
    long height =
        cluster.agreed.values().stream()
            .filter(block -> !block.payload().isEmpty())
            .mapToLong(Block::height)
            .max()
            .orElse(0);
    return cluster.pending.isEmpty()
        && cluster.nodes.stream()
            .filter(node -> node.id != liar)
            .allMatch(node -> node.committed().height() >= height);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private List<Long> delays(int from, int to, SignedMessage message, long now) {
    if (!faulty) {
      return List.of(1L + random.nextInt(3));
    }
    boolean lost = hostile ? blackedOut(from, to, message) : random.nextInt(100) < loss;
    if ((cut >> from & 1) != (cut >> to & 1) || lost) {
      return List.of();
    }
    List<Long> delays = new ArrayList<>();
    delays.add(1L + random.nextInt(slow));
    if (random.nextInt(20) == 0) {
      delays.add(1L + random.nextInt(3_000));
    }
    return delays;
  }

  /** Whether this sender's message of that kind does not reach this replica in this round. */
  private boolean blackedOut(int from, int to, SignedMessage message) {
    Optional<VoteContent> content = message.body().toSign();
    if (content.isEmpty()) {
      return random.nextInt(10) > 0;
    }
    VoteContent said = content.get();
    long place = said.height() + 512 * said.view();
    long link = said.phase().code() + 64L * (from + 16L * to);
    int coin = new SplittableRandom(blackouts ^ (link + 32_768 * place)).nextInt(100);
    return coin < (said.phase() == Phase.TENDERMINT_PROPOSAL ? 15 : 35);
  }

  /** The liar tells everybody something else, and votes for what it likes. */
  private SignedMessage forge(int from, int to, SignedMessage message) {
    if (from != liar || to == from || !faulty || random.nextInt(2) == 0) {
      return message;
    }
    return switch (message.body()) {
      case Proposal proposal when proposal.polka().isEmpty() -> {
        Block rival = cluster.rival(proposal.block(), to % 2);
        subjects.add(rival.hash());
        yield cluster.fixture.signed(from, new Proposal(rival, proposal.round(), Optional.empty()));
      }
      case Vote vote -> {
        VoteContent content = vote.content();
        int back = random.nextInt(hostile ? 2 : 4);
        Hash other = subjects.get(Math.max(0, subjects.size() - 1 - back));
        yield cluster.fixture.signed(
            from,
            new Vote(
                new VoteContent(
                    content.chain(),
                    content.epoch(),
                    content.phase(),
                    content.view(),
                    content.height(),
                    other)));
      }
      default -> message;
    };
  }

  private void watch(int node, Effect effect) {
    if (effect instanceof Effect.Broadcast(Proposal proposal)) {
      subjects.add(proposal.block().hash());
      proposals.put(List.of(proposal.block().height(), proposal.round()), proposal.block().hash());
    }
    if (effect instanceof Effect.EnteredView entered && faulty && hostile && node != liar) {
      vote(node, entered.view(), Phase.TENDERMINT_PREVOTE, 3L * slow + 5);
      vote(node, entered.view(), Phase.TENDERMINT_PRECOMMIT, 5L * slow + 5);
    }
    // A crash between any two effects: what was not persisted before is lost (S26).
    boolean crash =
        faulty
            && crashes
            && random.nextInt(600) == 0
            && cluster.nodes.stream().filter(each -> !each.running()).count() < f
            && !(effect instanceof Effect.Note);
    if (crash) {
      Node victim = cluster.nodes.get(node);
      victim.crash();
      cluster.at(random.nextInt(1, 8_000), victim::startIfDown);
    }
  }

  /** The liar tells this replica that it votes for the round's proposal, or for nil. */
  private void vote(int node, long round, Phase phase, long delay) {
    Node to = cluster.nodes.get(node);
    long height = to.committed().height() + 1;
    boolean nil = random.nextInt(2) == 0;
    cluster.at(
        delay,
        () -> {
          Hash subject =
              nil ? Hash.ZERO : proposals.getOrDefault(List.of(height, round), Hash.ZERO);
          VoteContent content =
              new VoteContent(
                  cluster.epoch.chain(), cluster.epoch.number(), phase, round, height, subject);
          to.receive(cluster.fixture.signed(liar, new Vote(content)));
        });
  }

  private String last() {
    StringBuilder text = new StringBuilder();
    for (Node node : cluster.nodes) {
      text.append("--- ").append(node.id).append(' ').append(node.committed()).append('\n');
      int size = node.trace.size();
      node.trace.subList(Math.max(0, size - 25), size).forEach(l -> text.append(l).append('\n'));
    }
    return text.toString();
  }
}

package io.quorate.hotstuff;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.Validator;
import io.quorate.consensus.ValidatorSet;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.EngineMessage;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.TransactionVerifier;
import io.quorate.consensus.testkit.BentFactory;
import io.quorate.consensus.testkit.MutationSuite.Mutant;
import io.quorate.consensus.wire.Decoded;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.SignerSet;
import io.quorate.hotstuff.HotStuffMessage.Proposal;
import io.quorate.hotstuff.HotStuffMessage.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** HotStuff with one thing broken, each through a seam that is there anyway. */
final class Mutants {
  private static final HotStuffFactory HONEST = new HotStuffFactory();
  private static final ThreeChain RULES = new ThreeChain();

  private Mutants() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant("the quorum is one too small", BentFactory.epoch(HONEST, Mutants::weak)),
        new Mutant("lock never taken", rules(RULES::safe, b -> Optional.empty(), RULES::commit)),
        new Mutant("lock ignored in votes", rules((t, b, l) -> true, RULES::lock, RULES::commit)),
        new Mutant(
            "commit without consecutive views",
            rules(RULES::safe, RULES::lock, b -> b.parent().flatMap(TreeBlock::parent))),
        new Mutant("commit of the two-chain", rules(RULES::safe, RULES::lock, TreeBlock::parent)),
        new Mutant("commit of what is certified", rules(RULES::safe, RULES::lock, Optional::of)),
        new Mutant("last vote forgotten on restart", remembering(Mutants::withoutVote)),
        new Mutant("last proposal forgotten on restart", remembering(Mutants::withoutProposal)),
        new Mutant(
            "lock and highest certificate forgotten on restart", remembering(Mutants::withoutLock)),
        new Mutant(
            "votes go to the next leader alone, however late",
            BentFactory.effects(HONEST, Mutants::withoutTelling)),
        new Mutant(
            "proposal accepted whatever justifies it",
            BentFactory.verifiers(HONEST, Mutants::gullible)));
  }

  private static List<Effect> withoutTelling(List<Effect> all) {
    return all.stream()
        .filter(e -> !(e instanceof Effect.Broadcast(EngineMessage m) && m instanceof Vote))
        .toList();
  }

  /** The first two validators are a quorum of their own: one fewer than three of four. */
  private static Epoch weak(Epoch epoch) {
    List<Validator> validators = new ArrayList<>();
    for (Validator v : epoch.validators().all()) {
      long power = validators.size() < 2 ? 3 : 1;
      validators.add(new Validator(v.name(), v.key(), v.possession(), v.networkKey(), power));
    }
    return new Epoch(
        epoch.chain(),
        epoch.number(),
        epoch.firstHeight(),
        epoch.lastHeight(),
        epoch.engine(),
        new ValidatorSet(validators),
        epoch.parameters(),
        epoch.scheme());
  }

  private interface Safe {
    boolean test(BlockTree tree, TreeBlock block, BlockRef lock);
  }

  private interface Pick {
    Optional<TreeBlock> of(TreeBlock certified);
  }

  private static EngineFactory rules(Safe safe, Pick lock, Pick commit) {
    ChainRules rules =
        new ChainRules() {
          @Override
          public boolean safe(BlockTree tree, TreeBlock block, BlockRef locked) {
            return safe.test(tree, block, locked);
          }

          @Override
          public Optional<TreeBlock> lock(TreeBlock certified) {
            return lock.of(certified);
          }

          @Override
          public Optional<TreeBlock> commit(TreeBlock certified) {
            return commit.of(certified);
          }
        };
    return BentFactory.engines(HONEST, (epoch, self) -> new HotStuffEngine(epoch, self, rules));
  }

  private static EngineFactory memory(UnaryOperator<Optional<Bytes>> change) {
    return BentFactory.events(
        HONEST,
        event ->
            event instanceof Event.Started started
                ? new Event.Started(
                    change.apply(started.safetyState()),
                    started.committed(),
                    started.uncommitted(),
                    started.executedHeight())
                : event);
  }

  private static EngineFactory remembering(UnaryOperator<SafetyRecord> change) {
    return memory(state ->
        state.map(bytes ->
            SafetyRecord.decode(bytes) instanceof Decoded.Ok<SafetyRecord>(SafetyRecord record)
                ? change.apply(record).encoded()
                : bytes));
  }

  private static SafetyRecord withoutVote(SafetyRecord r) {
    return new SafetyRecord(
        Optional.empty(),
        r.timeoutView(),
        r.lock(),
        r.highQc(),
        r.highTc(),
        r.lastProposal(),
        r.root(),
        r.reputations());
  }

  private static SafetyRecord withoutProposal(SafetyRecord r) {
    return new SafetyRecord(
        r.lastVote(),
        r.timeoutView(),
        r.lock(),
        r.highQc(),
        r.highTc(),
        Optional.empty(),
        r.root(),
        r.reputations());
  }

  /**
   * The lock alone would be found again: it is the parent of what the highest certificate names.
   */
  private static SafetyRecord withoutLock(SafetyRecord r) {
    VoteContent high = r.highQc().content();
    VoteContent root =
        new VoteContent(
            high.chain(), high.epoch(), high.phase(), 0, r.root().height(), r.root().hash());
    QuorumCertificate nobody =
        new QuorumCertificate(
            root,
            new AggregateSignature(
                SignerSet.empty(r.highQc().signature().signers().validators()), Bytes.EMPTY));
    return new SafetyRecord(
        r.lastVote(),
        r.timeoutView(),
        r.root(),
        nobody,
        r.highTc(),
        r.lastProposal(),
        r.root(),
        r.reputations());
  }

  /** A verifier that takes every proposal. */
  private static MessageVerifier gullible(Epoch epoch, TransactionVerifier transactions) {
    MessageVerifier honest = HONEST.verifier(epoch, transactions);
    return message ->
        message.body() instanceof Proposal ? Verdict.accept() : honest.verify(message);
  }
}

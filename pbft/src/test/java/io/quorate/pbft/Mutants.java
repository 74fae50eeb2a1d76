package io.quorate.pbft;

import io.quorate.consensus.Epoch;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.Validator;
import io.quorate.consensus.ValidatorSet;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.engine.Event;
import io.quorate.consensus.engine.MessageVerifier;
import io.quorate.consensus.engine.TransactionVerifier;
import io.quorate.consensus.testkit.BentFactory;
import io.quorate.consensus.testkit.MutationSuite.Mutant;
import io.quorate.pbft.PbftMessage.NewView;
import io.quorate.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** PBFT with one thing broken, each through a seam that is there anyway. */
final class Mutants {
  private static final PbftFactory HONEST = new PbftFactory();

  private Mutants() {}

  static List<Mutant> all() {
    List<Mutant> all = new ArrayList<>(ofViewChanges());
    all.addAll(others());
    return all;
  }

  /** Those that a network shows in which view changes go wrong. */
  static List<Mutant> ofViewChanges() {
    return List.of(
        new Mutant("commit sent without a quorum's prepares", rules(new Hasty())),
        new Mutant("prepared blocks left out of the view change", rules(new Forgetful())),
        new Mutant("O from the lowest view", rules(new Backward())));
  }

  private static List<Mutant> others() {
    return List.of(
        new Mutant("O not truncated where blocks do not fit", rules(new Patchwork())),
        new Mutant("prepared with gaps below", rules(new Gappy())),
        new Mutant("the quorum is one too small", BentFactory.epoch(HONEST, Mutants::weak)),
        new Mutant("O from the first certificate that is long enough", rules(new Careless())),
        new Mutant("votes forgotten on restart", remembering(Mutants::withoutVotes)),
        new Mutant("prepared runs forgotten on restart", remembering(Mutants::withoutRuns)),
        new Mutant("view change forgotten on restart", remembering(Mutants::withoutView)),
        new Mutant("new view accepted unchecked", gullible(NewView.class)),
        new Mutant("view change accepted unchecked", gullible(ViewChange.class)));
  }

  /** Sends its commit as soon as it prepared. */
  private static final class Hasty extends PaperRules {
    @Override
    public boolean prepared(boolean accepted, boolean certified, boolean contiguous) {
      return accepted;
    }
  }

  private static final class Gappy extends PaperRules {
    @Override
    public boolean prepared(boolean accepted, boolean certified, boolean contiguous) {
      return accepted && certified;
    }
  }

  private static final class Forgetful extends PaperRules {
    @Override
    public List<QuorumCertificate> reported(List<QuorumCertificate> runs) {
      return List.of();
    }
  }

  private static final class Backward extends PaperRules {
    @Override
    public Optional<QuorumCertificate> selected(List<QuorumCertificate> certificates, long above) {
      return certificates.stream()
          .filter(each -> each.content().height() > above)
          .min(Comparator.comparingLong(each -> each.content().view()));
    }
  }

  private static final class Careless extends PaperRules {
    @Override
    public Optional<QuorumCertificate> selected(List<QuorumCertificate> certificates, long above) {
      return certificates.stream().filter(each -> each.content().height() > above).findFirst();
    }
  }

  private static final class Patchwork extends PaperRules {
    @Override
    public boolean chosen(boolean extendsChosen) {
      return true;
    }
  }

  private static EngineFactory rules(Rules rules) {
    return BentFactory.engines(
        HONEST, (epoch, self) -> new PbftEngine(epoch, self, rules, Primaries.inTurn(epoch)));
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

  private static EngineFactory remembering(UnaryOperator<SafetyRecord> change) {
    return BentFactory.events(
        HONEST,
        event ->
            event instanceof Event.Started started
                ? new Event.Started(
                    started
                        .safetyState()
                        .map(bytes -> change.apply(SafetyRecord.decode(bytes).orThrow()).encoded()),
                    started.committed(),
                    started.uncommitted(),
                    started.executedHeight())
                : event);
  }

  private static SafetyRecord withoutVotes(SafetyRecord r) {
    return new SafetyRecord(
        r.view(),
        r.top(),
        List.of(),
        List.of(),
        r.runs(),
        r.decided(),
        r.stable(),
        r.viewChange(),
        r.opened());
  }

  private static SafetyRecord withoutRuns(SafetyRecord r) {
    return new SafetyRecord(
        r.view(),
        r.top(),
        r.prepares(),
        r.commits(),
        List.of(),
        r.decided(),
        r.stable(),
        r.viewChange(),
        r.opened());
  }

  /** It believes that it is still in the view before. */
  private static SafetyRecord withoutView(SafetyRecord r) {
    return r.viewChange().isEmpty() || r.top().isPresent()
        ? r
        : new SafetyRecord(
            r.view() - 1,
            Optional.empty(),
            r.prepares(),
            r.commits(),
            r.runs(),
            r.decided(),
            r.stable(),
            Optional.empty(),
            Optional.empty());
  }

  private static EngineFactory gullible(Class<?> kind) {
    return BentFactory.verifiers(
        HONEST, (epoch, transactions) -> taking(kind, epoch, transactions));
  }

  private static MessageVerifier taking(
      Class<?> kind, Epoch epoch, TransactionVerifier transactions) {
    MessageVerifier honest = HONEST.verifier(epoch, transactions);
    return message -> kind.isInstance(message.body()) ? Verdict.accept() : honest.verify(message);
  }
}

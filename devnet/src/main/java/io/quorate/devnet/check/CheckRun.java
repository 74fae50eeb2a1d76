package io.quorate.devnet.check;

import io.quorate.application.Application;
import io.quorate.application.Proposal;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.application.ReadableState;
import io.quorate.application.state.StateView;
import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Payload;
import io.quorate.consensus.Phase;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.devnet.network.Trees;
import io.quorate.node.application.ApplicationJar;
import io.quorate.node.application.ApplicationJarException;
import io.quorate.replica.ProposalRules;
import io.quorate.replica.ledger.ApplicationFailure;
import io.quorate.replica.ledger.ExecutedBlock;
import io.quorate.replica.ledger.Executor;
import io.quorate.replica.ledger.Ledger;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One of the processes: judges and executes the blocks of a seed and prints a line for each
 * verdict, transaction, state root and answer to a query. The process of another environment must
 * print the same. An application that throws ends the run with a line that says so: throwing may be
 * deterministic, too.
 */
public final class CheckRun {
  /** Begins the line of what one process finds by itself. */
  static final String FOUND = "found ";

  /** Begins the line of what the application threw. */
  static final String THREW = "threw ";

  private static final int SENDERS = 5;
  private static final int RETAINED = 4;
  private static final List<Phase> PHASES =
      List.of(Phase.PBFT_PREPARE, Phase.PBFT_COMMIT, Phase.PBFT_VIEW_CHANGE, Phase.PBFT_NEW_VIEW);
  private static final long START_MILLIS = 1_700_000_000_000L;

  private final Path jar;
  private final Path folder;
  private final Bytes genesisState;
  private final SplittableRandom random;
  private final MemoryStore store = new MemoryStore();
  private final List<PrivateKey> senders = new ArrayList<>();
  private final long[] sequences = new long[SENDERS];
  private final PrintStream out;

  private CheckRun(Path jar, Path folder, Bytes genesisState, long seed, PrintStream out) {
    this.jar = jar;
    this.folder = folder;
    this.genesisState = genesisState;
    this.random = new SplittableRandom(seed);
    this.out = out;
    for (int i = 0; i < SENDERS; i++) {
      Bytes key = Sha256.tagged("check/sender", Bytes.utf8("sender " + i)).bytes();
      senders.add(SignatureSchemes.of(SchemeId.ED25519).privateKey(key));
    }
  }

  /**
   * The process: jar, genesis file or nothing, seed, number of blocks, the height after which the
   * application is loaded anew over the same store, 0 for none, and an empty folder.
   */
  public static void main(String[] arguments) throws Exception {
    Bytes genesis =
        arguments[1].isEmpty()
            ? Bytes.EMPTY
            : Bytes.wrap(Files.readAllBytes(Path.of(arguments[1])));
    CheckRun run =
        new CheckRun(
            Path.of(arguments[0]),
            Path.of(arguments[5]),
            genesis,
            Long.parseLong(arguments[2]),
            System.out);
    run.blocks(Long.parseLong(arguments[3]), Long.parseLong(arguments[4]));
    System.out.flush();
    System.exit(0);
  }

  private void blocks(long count, long restartAfter) throws ApplicationJarException, IOException {
    ApplicationJar loaded = ApplicationJar.open(jar);
    try {
      Genesis genesis = genesis(loaded);
      Executor executor = open(genesis, loaded);
      Optional<WithoutFailures> rest =
          restartAfter > 0
              ? Optional.empty()
              : WithoutFailures.of(loaded.application(), genesis, folder.resolve("without"));
      out.println("state 0 " + executor.state().root(0).toHex());
      Block parent = genesis.block();
      for (long height = 1; height <= count; height++) {
        Block block = block(genesis, parent, loaded.application());
        print(block, ProposalRules.of(loaded.application()));
        ExecutedBlock executed = execute(executor, genesis, block);
        print(executed);
        Executor whole = executor;
        Optional<String> found = rest.flatMap(without -> without.follow(executed, whole));
        if (found.isPresent()) {
          out.println(FOUND + found.get());
          return;
        }
        if (height == restartAfter) {
          // Here a state that the application keeps itself lacks the height that was executed last.
          executor.close();
          loaded.close();
          loaded = ApplicationJar.open(jar);
          executor = open(genesis, loaded);
        } else {
          executor.commit(height);
        }
        if (restartAfter > 0 && height == restartAfter + (count - restartAfter) / 2) {
          executor = emptied(executor, genesis, loaded);
        }
        ask(executor, loaded.application(), height, restartAfter > 0 ? 2 : 1);
        parent = block;
      }
      rest.ifPresent(WithoutFailures::close);
      executor.close();
    } catch (ApplicationFailure e) {
      String cause = e.getCause() == null ? "" : ": " + e.getCause();
      out.println(THREW + e.getMessage() + cause);
    } finally {
      loaded.close();
    }
  }

  private Executor open(Genesis genesis, ApplicationJar loaded) throws IOException {
    Path own = Files.createDirectories(folder.resolve("own"));
    return Executor.open(genesis, loaded.application(), store, RETAINED, own.toString(), _ -> {});
  }

  /** Executes it as a node does, whose log has the block. */
  private ExecutedBlock execute(Executor executor, Genesis genesis, Block block) {
    WriteBatch batch = new WriteBatch();
    new Ledger(store, genesis.block()).commit(block, List.of(), batch);
    store.write(batch);
    return executor.execute(block);
  }

  /** A folder that is lost is made anew from the log. */
  private Executor emptied(Executor executor, Genesis genesis, ApplicationJar loaded)
      throws IOException {
    if (!executor.keepsOwnState()) {
      return executor;
    }
    executor.close();
    Trees.delete(folder.resolve("own"));
    return open(genesis, loaded);
  }

  private void print(Block block, ProposalRules rules) {
    Proposal proposal =
        new Proposal(block.height(), block.header().timeMillis(), block.payload().transactions());
    String verdict = rules.judge(proposal).accepted() ? "accepted" : "refused";
    out.println("proposal " + block.height() + " " + verdict);
  }

  private void print(ExecutedBlock executed) {
    long height = executed.block().height();
    List<Transaction> transactions = executed.block().payload().transactions();
    for (int i = 0; i < transactions.size(); i++) {
      Receipt receipt = executed.receipts().get(i);
      out.println(
          "transaction "
              + i
              + " of height "
              + height
              + " (payload "
              + transactions.get(i).payload().toHex()
              + ") "
              + Sha256.tagged("check/receipt", receipt.encoded()).toHex());
    }
    out.println("state " + height + " " + executed.stateRoot().toHex());
  }

  /**
   * Queries over the state of that height. One process asks each of them twice: a query that leaves
   * something behind makes the two differ from then on.
   */
  private void ask(Executor executor, Application application, long height, int times) {
    ReadableState state = StateView.of(key -> executor.state().get(height, key));
    for (Query sample : application.sampleQueries()) {
      String answer = "";
      for (int i = 0; i < times; i++) {
        answer = answer(executor, sample.at(height), state);
      }
      out.println("query " + sample.path() + " at height " + height + " " + answer);
    }
  }

  private static String answer(Executor executor, Query query, ReadableState state) {
    try {
      return switch (executor.query(query, state)) {
        case QueryResult.Answered(Bytes answer) -> Sha256.tagged("check/answer", answer).toHex();
        case QueryResult.Refused _ -> "refused";
      };
    } catch (RuntimeException | StackOverflowError e) {
      return "threw-" + e.getClass().getName();
    }
  }

  private Block block(Genesis genesis, Block parent, Application application) {
    List<Transaction> transactions = new ArrayList<>();
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      int sender = random.nextInt(SENDERS);
      transactions.add(
          Transaction.sign(
              genesis.chainId(),
              senders.get(sender),
              ++sequences[sender],
              parent.height() + 100,
              payload(application.samples())));
    }
    long time = parent.header().timeMillis() + random.nextInt(3_000);
    return Block.of(
        parent,
        genesis.chainId(),
        0,
        parent.height() + 1,
        random.nextInt(4),
        time,
        new Payload(transactions, random.nextBoolean() ? List.of() : List.of(evidence(genesis))));
  }

  /**
   * That some validator signed two of one; the application is told who, and nothing is verified.
   */
  private Equivocation evidence(Genesis genesis) {
    int offender = random.nextInt(4);
    Phase phase = PHASES.get(random.nextInt(PHASES.size()));
    long view = random.nextInt(100);
    return Equivocation.of(
        vote(genesis, offender, phase, view, "one"), vote(genesis, offender, phase, view, "other"));
  }

  private SignedVote vote(Genesis genesis, int signer, Phase phase, long view, String subject) {
    VoteContent content =
        new VoteContent(
            genesis.chainId(),
            0,
            phase,
            view,
            1,
            Sha256.tagged("check/subject", Bytes.utf8(subject)));
    return new SignedVote(signer, content, senders.get(signer).sign(content.signingBytes()));
  }

  /** A sample as it is, or with some bytes changed, or random bytes. */
  private Bytes payload(List<Bytes> samples) {
    if (samples.isEmpty() || random.nextInt(10) == 0) {
      byte[] bytes = new byte[random.nextInt(48)];
      random.nextBytes(bytes);
      return Bytes.wrap(bytes);
    }
    byte[] bytes = samples.get(random.nextInt(samples.size())).toArray();
    int changes = bytes.length == 0 ? 0 : Math.max(0, random.nextInt(5) - 2);
    for (int i = 0; i < changes; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(6);
    }
    return Bytes.wrap(bytes);
  }

  private Genesis genesis(ApplicationJar loaded) {
    return new Genesis(
        "check",
        START_MILLIS,
        EngineKind.PBFT,
        SchemeId.ED25519,
        ChainParameters.DEFAULT,
        List.of(),
        loaded.id().text(),
        genesisState);
  }
}

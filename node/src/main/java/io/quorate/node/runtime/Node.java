package io.quorate.node.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quorate.application.Application;
import io.quorate.application.OwnStateApplication;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Epochs;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.SequenceWindow;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.engine.EngineFactory;
import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.mempool.LedgerView;
import io.quorate.mempool.MempoolLimits;
import io.quorate.mempool.TransactionChecks;
import io.quorate.node.api.ApiServer;
import io.quorate.node.api.NodeHealth;
import io.quorate.node.api.NodeStatus;
import io.quorate.node.api.Shares;
import io.quorate.node.net.LineLimit;
import io.quorate.node.net.PeerTransport;
import io.quorate.node.net.TrafficClass;
import io.quorate.node.net.TransportListener;
import io.quorate.node.storage.LevelDbStore;
import io.quorate.node.storage.StorageException;
import io.quorate.node.storage.StoreOptions;
import io.quorate.replica.InboundVerifier;
import io.quorate.replica.ProposalRules;
import io.quorate.replica.Replica;
import io.quorate.replica.ReplicaConfig;
import io.quorate.replica.ReplicaInput;
import io.quorate.replica.ReplicaStatus;
import io.quorate.replica.ledger.Executor;
import io.quorate.replica.ledger.Ledger;
import io.quorate.replica.message.PeerCodec;
import io.quorate.replica.message.PeerMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: assembles the replica with its disk, its peers, its API and its threads, and
 * takes it down again in good order. One per process is usual, several work.
 */
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final int RETAINED_VERSIONS = 64;

  /** Where in the data directory an application that keeps its own state does so. */
  private static final String APPLICATION_FOLDER = "application";

  private static final long TICK_MILLIS = 500;
  private static final long SPREAD_MILLIS = 1;
  private static final int LOOK_UPS = 256;
  private static final int READS = 512;
  private static final int QUERIES = 128;
  private static final long SPACE_RESERVE = 96L << 20;
  private static final int SUBMISSION_CHUNKS = 1_024;
  private static final long SUBMISSION_BYTES = 32L << 20;
  private static final long JOIN_MILLIS = 5_000;

  /** Lines about one peer in a minute: one that comes and goes all the time fills no disk. */
  private static final int PEER_LINES = 20;

  private final NodeOptions options;
  private final NodeFailure failure;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicReference<Optional<String>> failed = new AtomicReference<>(Optional.empty());
  private final LevelDbStore store;
  private final Executor executor;
  private final Epoch epoch;
  private final InputQueue inputs;
  private final DiskSpace space;
  private final FinalHeights finalHeights;
  private final Timers timers;
  private final VerificationPool pool;
  private final PeerTransport transport;
  private final ReplicaLoop loop;
  private final LongSupplier executedHeight;
  private final ApiServer api;
  private final HeapTrim heapTrim;

  /**
   * A read can cost a whole block, in time and in memory. So there are few of these, and consensus
   * shares half of the cores with nothing but queries, which are two at the most.
   */
  private final ThreadPoolExecutor readers =
      threads("read-", Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4), READS);

  private final ThreadPoolExecutor queries = threads("query-", 2, QUERIES);
  private final ThreadPoolExecutor lookUps = threads("look-ups-", 1, LOOK_UPS);
  private final List<Thread> threads = new ArrayList<>();
  private final List<Runnable> bodies = new ArrayList<>();

  /**
   * Opens the data and builds everything; nothing runs yet.
   *
   * @param engine makes the engine that the genesis names
   * @param application what the genesis names
   * @param failure told when the node cannot go on
   * @throws StorageException if the data directory cannot be used, saying what to do
   * @throws IOException if the data directory cannot be made
   */
  public Node(
      NodeOptions options, EngineFactory engine, Application application, NodeFailure failure)
      throws StorageException, IOException {
    this.options = options;
    this.failure = failure;
    Genesis genesis = options.genesis();
    this.epoch = genesis.epoch(SignatureSchemes.of(genesis.scheme()));
    Surroundings around = options.surroundings();
    FirstStart.check(options.dataDir());
    Files.createDirectories(options.dataDir());
    this.space = new DiskSpace(options.dataDir(), SPACE_RESERVE, around::usableBytes, registry);
    this.store =
        LevelDbStore.open(
            options.dataDir(),
            epoch.chain(),
            StoreOptions.DEFAULT,
            (explanation, cause) -> fail(explanation, Optional.of(cause)));
    FirstStart.opened(options.dataDir(), store);
    Ledger ledger = new Ledger(store, genesis.block());
    KeyValueStore written = around.disk(store);
    this.executor = executor(application, written);
    this.executedHeight = () -> executor.state().latestVersion();
    this.inputs = new InputQueue(epoch.validators().size());
    this.finalHeights =
        new FinalHeights(ledger.finalizedHeight(), ledger.certificate(ledger.finalizedHeight()));
    VerifiedTransactions verified = new VerifiedTransactions(SignatureSchemes.of(SchemeId.ED25519));
    TransactionChecks checks = new TransactionChecks(epoch.chain(), epoch.parameters(), verified);
    InboundVerifier verifier =
        new InboundVerifier(new Epochs(epoch), of -> engine.verifier(of, verified), checks);
    PeerCodec codec = new PeerCodec(engine.codec());
    this.pool = new VerificationPool(options.name(), options.verificationThreads(), this::uncaught);
    Waiting waiting = new Waiting();
    Answers answers = new Answers(ledger, waiting, finalHeights::add, lookUps);
    this.timers =
        new Timers(options.name(), timer -> inputs.local(new ReplicaInput.TimerFired(timer)));
    AtomicReference<Inbox> inbox = new AtomicReference<>();
    this.transport =
        new PeerTransport(
            options.transport(),
            (peer, traffic, body) -> inbox.get().onMessage(peer, traffic, body),
            new Connections(),
            registry,
            around.links());
    PeerService service =
        new PeerService(
            epoch.validators().size(),
            ledger,
            codec,
            transport,
            this::rememberedHeight,
            options.interposer());
    QuorumHeights quorumHeights =
        new QuorumHeights(
            options.self(),
            indexes -> epoch.validators().isQuorum(epoch.validators().powerOf(indexes)),
            this::rememberedHeight,
            finalHeights::highest,
            nonce ->
                transport.broadcast(
                    TrafficClass.CONSENSUS, codec.encode(new PeerMessage.HeightQuery(nonce))));
    finalHeights.subscribe(height -> quorumHeights.proceed());
    inbox.set(
        new Inbox(
            epoch.validators().size(),
            codec,
            verifier,
            pool,
            inputs,
            service,
            quorumHeights,
            new PeerSights(
                epoch.validators(),
                options.self(),
                peer -> transport.connected().contains(peer),
                registry),
            registry));
    Outbox outbox = new Outbox(options, codec, transport, inputs, registry);
    Execution execution = new Execution(executor, space, inputs, this::fail, registry);
    Disk disk = new Disk(written, space, execution::execute, outbox::send, registry);
    KeyValueStore memory = options.interposer().map(between -> between.store(store)).orElse(store);
    Replica replica = new Replica(replicaConfig(engine, application, executor), memory);
    this.loop =
        new ReplicaLoop(
            replica,
            options.interposer(),
            around::nowMillis,
            inputs,
            disk,
            timers,
            outbox,
            answers,
            verifier::enter,
            this::fail,
            registry);
    LedgerBackend backend =
        new LedgerBackend(
            genesis,
            ledger,
            executor,
            new ApplicationQueries(executor, queries, registry, System::nanoTime),
            checks,
            () -> pool.ordinaryLane(SUBMISSION_CHUNKS, SUBMISSION_BYTES),
            new Shares(SUBMISSION_BYTES),
            inputs,
            waiting,
            finalHeights,
            quorumHeights,
            this::status,
            this::health,
            readers);
    this.api = new ApiServer(options.api(), backend, registry);
    this.heapTrim = new HeapTrim(options.name(), () -> loop.status().committedHeight());
    bodies.addAll(List.of(loop, disk, execution, answers, service));
    gauges(verified, waiting);
  }

  /**
   * Starts everything; returns when peers and clients can connect.
   *
   * @throws IOException if an address cannot be bound, saying which
   */
  public void start() throws IOException {
    List<String> names = List.of("replica", "disk", "execution", "answers", "peer-service");
    for (int i = 0; i < bodies.size(); i++) {
      Thread thread = new Thread(bodies.get(i), options.name() + "-" + names.get(i));
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler(this::uncaught);
      threads.add(thread);
    }
    transport.start();
    threads.forEach(Thread::start);
    startApi();
    heapTrim.start();
    LOG.atInfo()
        .addKeyValue("node", options.name())
        .addKeyValue("chain", epoch.chain().shortHex())
        .addKeyValue("engine", epoch.engine().label())
        .addKeyValue("validators", epoch.validators().size())
        .addKeyValue("height", loop.status().committedHeight())
        .addKeyValue("database", store.provider())
        .addKeyValue("peers", transport.port())
        .addKeyValue("api", api.port())
        .log("started");
  }

  /** The API's port, chosen by the system if the configuration said 0. */
  public int apiPort() {
    return api.port();
  }

  /**
   * How far this node has executed; empty while it may have been further before it lost its data.
   */
  private OptionalLong rememberedHeight() {
    return loop.status().observing()
        ? OptionalLong.empty()
        : OptionalLong.of(executedHeight.getAsLong());
  }

  /** How the node is doing; from memory. */
  public NodeStatus status() {
    ReplicaStatus replica = loop.status();
    return new NodeStatus(
        options.name(),
        Version.CURRENT,
        OptionalInt.of(options.self()),
        replica.epoch(),
        replica.view(),
        replica.leader() < 0
            ? Optional.empty()
            : Optional.of(epoch.validators().get(replica.leader()).name()),
        replica.committedHeight(),
        // Read where peers read it: an attestation may leave before the loop's status shows it.
        executedHeight.getAsLong(),
        finalHeights.latest(),
        replica.pendingTransactions(),
        transport.connected().size(),
        epoch.validators().size() - 1,
        replica.catchingUp(),
        !replica.observing());
  }

  /** Whether it lives and serves clients; from memory. */
  public NodeHealth health() {
    List<String> notReady = new ArrayList<>();
    List<Integer> reached = new ArrayList<>(transport.connected());
    reached.add(options.self());
    if (!epoch.validators().isQuorum(epoch.validators().powerOf(reached))) {
      notReady.add(
          "only "
              + (reached.size() - 1)
              + " of "
              + (epoch.validators().size() - 1)
              + " other validators are connected, which is no quorum; start them or check the"
              + " network");
    }
    if (loop.status().catchingUp()) {
      notReady.add("this node is behind its peers and catching up");
    }
    if (space.full()) {
      notReady.add("the disk is full: free some space under " + options.dataDir());
    }
    return new NodeHealth(failed.get().map(List::of).orElse(List.of()), notReady);
  }

  /** Stops clients, peers, work and disk in that order. Harmless when called again. */
  @Override
  public void close() {
    api.close();
    transport.close();
    timers.close();
    heapTrim.close();
    pool.close();
    threads.forEach(Thread::interrupt);
    boolean stopped = true;
    for (Thread thread : threads) {
      stopped &= join(thread);
    }
    readers.shutdownNow();
    queries.shutdownNow();
    lookUps.shutdownNow();
    if (stopped) {
      closeState();
      store.close();
    }
    LOG.info("stopped");
  }

  private final class Connections implements TransportListener {
    private final LineLimit<Integer> lines =
        new LineLimit<>(PEER_LINES, Duration.ofMinutes(1), System::nanoTime);

    private void log(int peer, String what) {
      if (lines.due(peer)) {
        LOG.atInfo().addKeyValue("peer", epoch.validators().get(peer).name()).log(what);
      }
    }

    @Override
    public void peerUp(int peer) {
      log(peer, "peer connected");
      inputs.local(new ReplicaInput.PeerUp(peer));
    }

    @Override
    public void peerDown(int peer) {
      log(peer, "peer lost");
      inputs.local(new ReplicaInput.PeerDown(peer));
    }
  }

  /** What the mempool asks of executed state. */
  private record ExecutedView(Executor executor) implements LedgerView {
    @Override
    public SequenceWindow window(PublicKey sender) {
      return executor.window(sender);
    }

    @Override
    public long height() {
      return executor.state().latestVersion();
    }

    @Override
    public Verdict check(Transaction transaction) {
      return executor.check(transaction);
    }
  }

  private Executor executor(Application application, KeyValueStore written) throws IOException {
    Path folder = options.dataDir().resolve(APPLICATION_FOLDER);
    try {
      if (application instanceof OwnStateApplication) {
        Files.createDirectories(folder);
      }
      return Executor.open(
          options.genesis(),
          application,
          written,
          RETAINED_VERSIONS,
          folder.toString(),
          sentence -> LOG.info("{}", sentence));
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private void closeState() {
    try {
      executor.close();
    } catch (RuntimeException | Error e) {
      LOG.error("the application failed to close its own state", e);
    }
  }

  private ReplicaConfig replicaConfig(
      EngineFactory engine, Application application, Executor executor) {
    return new ReplicaConfig(
        options.self(),
        new Epochs(epoch),
        options.genesis().block(),
        engine,
        MempoolLimits.DEFAULT,
        new GuardedView(new ExecutedView(executor), registry, System::nanoTime),
        ProposalRules.of(application),
        TICK_MILLIS,
        SPREAD_MILLIS);
  }

  private static ThreadPoolExecutor threads(String name, int count, int queue) {
    return new ThreadPoolExecutor(
        count,
        count,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(queue),
        Thread.ofPlatform().name(name, 0).daemon().factory());
  }

  private void startApi() throws IOException {
    try {
      api.start();
    } catch (io.quorate.node.api.ApiStartException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void gauges(VerifiedTransactions verified, Waiting waiting) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    gc();
    Gauge.builder("quorate.height.committed", () -> loop.status().committedHeight())
        .register(registry);
    Gauge.builder("quorate.height.executed", () -> loop.status().executedHeight())
        .register(registry);
    Gauge.builder("quorate.height.final", finalHeights::highest).register(registry);
    Gauge.builder("quorate.view", () -> loop.status().view()).register(registry);
    Gauge.builder("quorate.leader", () -> loop.status().leader()).register(registry);
    for (int peer = 0; peer < epoch.validators().size(); peer++) {
      differing(peer);
    }
    Gauge.builder("quorate.mempool.transactions", () -> loop.status().pendingTransactions())
        .register(registry);
    Gauge.builder("quorate.mempool.bytes", () -> loop.status().pendingBytes()).register(registry);
    Gauge.builder("quorate.disk.paused", () -> space.full() ? 1 : 0).register(registry);
    TimeGauge.builder("quorate.clock", options.surroundings()::nowMillis, TimeUnit.MILLISECONDS)
        .register(registry);
    Gauge.builder("quorate.inputs.waiting", inputs::size).register(registry);
    Gauge.builder("quorate.clients.waiting", waiting::size).register(registry);
    Gauge.builder("quorate.transactions.verified", verified::verifications).register(registry);
  }

  private void differing(int peer) {
    if (peer != options.self()) {
      Gauge.builder(
              "quorate.peer.differs.height", () -> loop.status().differing().getOrDefault(peer, 0L))
          .tag("peer", epoch.validators().get(peer).name())
          .register(registry);
    }
  }

  @SuppressWarnings("resource") // lives as long as the registry
  private void gc() {
    new JvmGcMetrics().bindTo(registry);
  }

  private void uncaught(Thread thread, Throwable cause) {
    fail("thread " + thread.getName() + " broke an invariant: " + cause, Optional.of(cause));
  }

  private void fail(String reason, Optional<Throwable> cause) {
    if (failed.compareAndSet(Optional.empty(), Optional.of(reason))) {
      failure.stop(reason, cause);
    }
  }

  private static boolean join(Thread thread) {
    try {
      thread.join(JOIN_MILLIS);
      return !thread.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

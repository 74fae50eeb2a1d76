package io.quorate.client;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.common.util.EventLoopGroups;
import io.netty.channel.EventLoopGroup;
import io.quorate.api.GetSenderResponse;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.ProvedState;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * A client of one chain. Trusts the validators of its configuration and no node: an answer is a
 * right one with its proof, from whichever node gave it, or a {@link ClientException}. {@link
 * #getLocal}, {@link #queryLocal}, {@link #status} and the states other than final of {@link
 * #transaction} are the word of nodes, and say so.
 *
 * <p>Thread-safe; see the package for where futures complete. Close it to end its threads.
 */
public final class QuorateClient implements AutoCloseable {
  private static final long MAX_TICK_MILLIS = 50;

  private final ClientConfig config;
  private final EventLoopGroup eventLoop;
  private final ClientFactory factory;
  private final ScheduledExecutorService loop;
  private final Nodes nodes;
  private final Trust trust;
  private final EpochLinks links;
  private final Queries queries;
  private final Reads reads;
  private final ApplicationReads applications;
  private final Submissions submissions;
  private final Map<PublicKey, CompletableFuture<Account>> accounts = new ConcurrentHashMap<>();
  private final List<BlockFollower> followers =
      java.util.Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  private QuorateClient(ClientConfig config) {
    this.config = config;
    this.eventLoop = EventLoopGroups.newEventLoopGroup(1, "quorate-client-io", true);
    this.factory =
        ClientFactory.builder()
            .workerGroup(eventLoop, false)
            .connectTimeoutMillis(Math.min(2_000, config.query().toMillis()))
            .pingIntervalMillis(10_000)
            .build();
    this.loop =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("quorate-client").daemon(true).factory());
    this.nodes =
        new Nodes(
            config.nodes().stream().map(uri -> new Node(uri, factory, config.query())).toList());
    this.trust = new Trust(config.trusted());
    this.links = new EpochLinks(trust, loop);
    this.queries = new Queries(nodes, links, loop);
    this.reads = new Reads(nodes, trust, queries);
    this.applications = new ApplicationReads(trust, queries);
    this.submissions =
        new Submissions(config, nodes, trust, links, new Resolver(config, queries, reads), loop);
    long tick = Math.clamp(config.silence().toMillis() / 4, 1, MAX_TICK_MILLIS);
    Future<?> _ = loop.scheduleWithFixedDelay(submissions::tick, tick, tick, TimeUnit.MILLISECONDS);
  }

  /** A client of the configured chain. Connections are opened when they are needed. */
  public static QuorateClient connect(ClientConfig config) {
    return new QuorateClient(config);
  }

  /** The same client for callers that wait. */
  public BlockingClient blocking() {
    return new BlockingClient(this);
  }

  /**
   * The account of a key: the same one each time. Its sequence numbers start behind the highest
   * that f + 1 nodes, or all that answer, prove to be executed. Fails with {@link
   * UnavailableException} if no node does.
   */
  public CompletableFuture<Account> account(PrivateKey key) {
    CompletableFuture<Account> account =
        accounts.computeIfAbsent(key.publicKey(), _ -> openAccount(key));
    return account.whenComplete((_, failure) -> {
      if (failure != null) {
        accounts.remove(key.publicKey(), account);
      }
    });
  }

  /** Opens the key's account and submits, see {@link Account#submit}. */
  public CompletableFuture<ProvedReceipt> submit(PrivateKey key, Bytes payload) {
    return account(key).thenCompose(account -> account.submit(payload));
  }

  /**
   * What a key of the application holds, proved, at a height not below any that this client has
   * seen proved.
   */
  public CompletableFuture<ProvedState> get(Bytes key) {
    return guarded(() -> reads.proved(key, trust.highest()));
  }

  /** What one node says a key holds: fast, possibly stale, possibly wrong. */
  public CompletableFuture<LocalValue> getLocal(Bytes key) {
    return guarded(() -> reads.local(key));
  }

  /**
   * What a key holds, proved, at a height not below any that was final, or any write that was
   * acknowledged to anybody, before this call: nodes are asked how far they have executed first.
   * Fails with {@link UnavailableException} if validators of more than two thirds of the power are
   * not configured or do not answer. Takes for granted that the configured addresses lead to these
   * validators' nodes.
   */
  public CompletableFuture<ProvedState> getLinearizable(Bytes key) {
    return linearizable(height -> reads.proved(key, height));
  }

  /**
   * What a key of the application held after a height that is past, proved. Nodes keep the state of
   * the latest heights only; fails with {@link PrunedException} if all of them say that they have
   * given this one up.
   *
   * @throws IllegalArgumentException if the height is not at least the first one of the trusted
   *     epoch, 1 for who starts from the genesis
   */
  public CompletableFuture<ProvedState> getAt(long height, Bytes key) {
    checkTrusted(height);
    return guarded(() -> reads.at(height, key));
  }

  private <T> CompletableFuture<T> linearizable(LongFunction<CompletableFuture<T>> proved) {
    return guarded(() -> new LinearizableRead<>(reads, trust, proved).start(nodes.all()));
  }

  /**
   * What the application answers to a question, computed here from entries of its state that are
   * proved, at a height not below any that this client has seen proved. A node's own answer is not
   * looked at. Fails with what {@code rule} throws, and with {@link RefusedException} if all nodes
   * say that the application does not answer that.
   *
   * @param path what is asked, in the application's words
   * @param data about what, in its encoding
   */
  public <A> CompletableFuture<ProvedAnswer<A>> query(String path, Bytes data, QueryRule<A> rule) {
    return guarded(() -> applications.proved(path, data, rule, trust.highest()));
  }

  /** As {@link #query}, at a height as {@link #getLinearizable} has it. */
  public <A> CompletableFuture<ProvedAnswer<A>> queryLinearizable(
      String path, Bytes data, QueryRule<A> rule) {
    return linearizable(height -> applications.proved(path, data, rule, height));
  }

  /** What one node says that the application answers: possibly stale, possibly wrong. */
  public CompletableFuture<LocalAnswer> queryLocal(String path, Bytes data) {
    return guarded(() -> applications.local(path, data));
  }

  /**
   * What became of a transaction; a proof from any node is enough, its absence is the word of the
   * nodes.
   */
  public CompletableFuture<TransactionStatus> transaction(Hash id) {
    return guarded(() ->
        reads
            .lookUp(id, 0)
            .thenCompose(found -> {
              if (found.receipt().isPresent()) {
                return done(new TransactionStatus.Final(found.receipt().get()));
              }
              if (found.pending() > 0) {
                return done(new TransactionStatus.Pending());
              }
              if (found.tooOld() > 0) {
                return CompletableFuture.failedFuture(
                    new UnavailableException(
                        found.tooOld()
                            + " nodes show a receipt from before height "
                            + trust.firstHeight()
                            + ", where what this client trusts begins; ask with one that trusts"
                            + " an earlier epoch"));
              }
              return found.unknown() > 0
                  ? done(new TransactionStatus.Unknown(found.unknown()))
                  : CompletableFuture.failedFuture(
                      new UnavailableException("no node answered; check that the network runs"));
            }));
  }

  /**
   * The final block of a height, verified.
   *
   * @throws IllegalArgumentException if the height is not at least the first one of the trusted
   *     epoch, 1 for who starts from the genesis
   */
  public CompletableFuture<ProvedBlock> block(long height) {
    checkTrusted(height);
    return guarded(() -> reads.block(height));
  }

  /**
   * The latest final block that the first node to answer shows, verified, and not below any height
   * that this client has seen proved.
   */
  public CompletableFuture<ProvedBlock> latestBlock() {
    return guarded(() -> reads.block(0));
  }

  /** What each node that answers says about itself, in the order of the answers. */
  public CompletableFuture<List<NodeReport>> status() {
    return guarded(
        () -> Queries.some(nodes.all().stream().map(reads::status).toList(), Integer.MAX_VALUE));
  }

  /**
   * The highest height this client has seen proved; at first the last one before its trusted epoch,
   * 0 for the genesis.
   */
  public long provedHeight() {
    return trust.highest();
  }

  /** Ends following. */
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Hands every final block from {@code from} on to {@code consumer}, in order, verified, without
   * gaps, until closed.
   *
   * @param from the first height, not below the first one of the trusted epoch
   * @param consumer runs on a thread of its own, one call at a time; an exception ends the
   *     following
   */
  public Subscription follow(long from, Consumer<ProvedBlock> consumer) {
    checkTrusted(from);
    BlockFollower follower =
        new BlockFollower(nodes, trust, links, config.silence().toMillis(), from, consumer);
    followers.add(follower);
    follower.start();
    return () -> {
      follower.close();
      followers.remove(follower);
    };
  }

  /**
   * Hands over the chosen receipts, with the events in them, of every final block from {@code from}
   * on, block by block, each receipt with its proof, until closed. Nothing that was chosen is left
   * out. Blocks without any are passed over.
   *
   * @param from as in {@link #follow}
   * @param selection which receipts
   * @param consumer as in {@link #follow}
   */
  public Subscription followReceipts(
      long from, ReceiptSelection selection, Consumer<ProvedReceipts> consumer) {
    return follow(
        from,
        block -> {
          List<ProvedReceipt> chosen = selection.in(block);
          if (!chosen.isEmpty()) {
            consumer.accept(new ProvedReceipts(block, chosen));
          }
        });
  }

  /** Fails what is under way with {@link ClosedException} and ends all connections and threads. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    List.copyOf(followers).forEach(BlockFollower::close);
    submissions.execute(submissions::close);
    loop.shutdown();
    factory.close();
    // Netty's own shutdown waits two seconds for late tasks; there are none.
    io.netty.util.concurrent.Future<?> _ = eventLoop.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }

  CompletableFuture<ProvedReceipt> submit(Account account, Bytes payload) {
    return inFlight(() -> sign(account, payload), account, false);
  }

  CompletableFuture<ProvedReceipt> submit(Account account, Transaction transaction) {
    if (!transaction.chain().equals(config.trusted().chain())
        || !transaction.sender().equals(account.publicKey())) {
      throw new IllegalArgumentException(
          "the transaction is of another chain or sender than this account");
    }
    return inFlight(
        () -> {
          account.resume(transaction.sequence());
          return transaction;
        },
        account,
        true);
  }

  /**
   * @param mayBeHeld whether it may have been sent before
   */
  private CompletableFuture<ProvedReceipt> inFlight(
      Supplier<Transaction> transaction, Account account, boolean mayBeHeld) {
    if (closed.get()) {
      return CompletableFuture.failedFuture(new ClosedException());
    }
    if (unanswered.incrementAndGet() > config.maxInFlight()) {
      unanswered.decrementAndGet();
      return CompletableFuture.failedFuture(
          new TooManyInFlightException(
              "this client has "
                  + config.maxInFlight()
                  + " unanswered transactions; wait for an answer"));
    }
    Transaction signed;
    try {
      signed = transaction.get();
    } catch (TooManyInFlightException e) {
      unanswered.decrementAndGet();
      return CompletableFuture.failedFuture(e);
    } catch (IllegalArgumentException e) {
      unanswered.decrementAndGet();
      throw e;
    }
    Submission submission =
        new Submission(
            signed,
            account,
            account.home(),
            System.nanoTime() + config.timeout().toNanos(),
            mayBeHeld);
    submissions.submit(submission);
    return submission.result;
  }

  /** A transaction of this client has its answer. */
  void settled() {
    unanswered.decrementAndGet();
  }

  Transaction sign(Account account, Bytes payload) {
    OptionalLong sequence = account.take();
    if (sequence.isEmpty()) {
      throw new TooManyInFlightException(
          "this account has "
              + Sequences.SPAN
              + " unanswered transactions; wait for an answer, or use more accounts");
    }
    try {
      return Transaction.sign(
          config.trusted().chain(),
          account.key(),
          sequence.getAsLong(),
          trust.highest() + config.expiryHeights(),
          payload);
    } catch (IllegalArgumentException e) {
      account.unused(sequence.getAsLong());
      throw e;
    }
  }

  private CompletableFuture<Account> openAccount(PrivateKey key) {
    PublicKey sender = key.publicKey();
    return guarded(() ->
        Queries.some(
                nodes.all().stream()
                    .map(node ->
                        queries.<GetSenderResponse, ProvedWindow>one(
                            node, reads.senderCall(sender), reads.windowCheck(sender)))
                    .toList(),
                config.credible())
            .thenCompose(windows ->
                windows.isEmpty()
                    ? CompletableFuture.failedFuture(
                        new UnavailableException(
                            "no node showed the sender's sequence numbers; check that the network runs"))
                    : done(
                        new Account(
                            this,
                            key,
                            nodes.nextHome(),
                            windows.stream()
                                .mapToLong(w -> w.window().highest())
                                .max()
                                .orElse(0)))));
  }

  private void checkTrusted(long height) {
    if (height < trust.firstHeight()) {
      throw new IllegalArgumentException(
          "height "
              + height
              + " cannot be verified: what this client trusts begins at height "
              + trust.firstHeight());
    }
  }

  private <T> CompletableFuture<T> guarded(Supplier<CompletableFuture<T>> call) {
    if (closed.get()) {
      return CompletableFuture.failedFuture(new ClosedException());
    }
    try {
      return call.get();
    } catch (RejectedExecutionException _) {
      return CompletableFuture.failedFuture(new ClosedException());
    }
  }

  private static <T> CompletableFuture<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }
}

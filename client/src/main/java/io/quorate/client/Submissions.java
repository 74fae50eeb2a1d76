package io.quorate.client;

import com.google.protobuf.ByteString;
import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.api.FinalizedReceipts;
import io.quorate.api.ProtoBytes;
import io.quorate.api.ReceiptWithPath;
import io.quorate.api.Refusal;
import io.quorate.api.SubmitResponse;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * All transactions under way, and the rules by which they move from node to node: the same signed
 * transaction is sent to one node after the other until a proof of its execution arrives from any
 * of them, or its fate is known otherwise, or time is up. Confined to the client's loop, one
 * thread, but for {@link #submit}.
 */
final class Submissions {
  private static final long FIRST_PAUSE_NANOS = 50_000_000L;
  private static final int MAX_DOUBLINGS = 5;

  private final ClientConfig config;
  private final Nodes nodes;
  private final Trust trust;
  private final EpochLinks epochs;
  private final Resolver resolver;
  private final ScheduledExecutorService loop;

  private final ConcurrentLinkedQueue<Submission> arrivals = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final Map<Hash, Submission> underWay = new LinkedHashMap<>();
  private final Map<Node, SubmitLink> links = new LinkedHashMap<>();
  private boolean closed;

  Submissions(
      ClientConfig config,
      Nodes nodes,
      Trust trust,
      EpochLinks epochs,
      Resolver resolver,
      ScheduledExecutorService loop) {
    this.config = config;
    this.nodes = nodes;
    this.trust = trust;
    this.epochs = epochs;
    this.resolver = resolver;
    this.loop = loop;
  }

  /** Takes a transaction on its way. Any thread. */
  void submit(Submission submission) {
    arrivals.add(submission);
    if (draining.compareAndSet(false, true)) {
      execute(this::drain);
    }
  }

  void execute(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException _) {
      failArrivals();
    }
  }

  private void drain() {
    draining.set(false);
    for (Submission next = arrivals.poll(); next != null; next = arrivals.poll()) {
      if (closed) {
        fail(next, new ClosedException());
      } else {
        begin(next);
      }
    }
    flush();
  }

  /** The same transaction, submitted twice, is under way once and answered twice. */
  private void begin(Submission next) {
    Submission first = underWay.putIfAbsent(next.transaction.id(), next);
    if (first == null) {
      dispatch(next);
      return;
    }
    CompletableFuture<ProvedReceipt> _ =
        first.result.whenComplete((receipt, failure) -> {
          next.account.answeredElsewhere();
          if (failure == null) {
            next.result.complete(receipt);
          } else {
            next.result.completeExceptionally(failure);
          }
        });
  }

  /** Sends to the next node in order; after the last one, pauses before the next round. */
  private void dispatch(Submission submission) {
    long now = System.nanoTime();
    Optional<Node> next =
        nodes.order(submission.home).stream()
            .filter(n -> !submission.tried.contains(n))
            .findFirst();
    if (next.isEmpty()) {
      submission.tried.clear();
      submission.awaited = null;
      submission.due = now + (FIRST_PAUSE_NANOS << Math.min(submission.rounds++, MAX_DOUBLINGS));
      return;
    }
    Node node = next.get();
    submission.tried.add(node);
    submission.awaited = node;
    submission.promised = false;
    submission.due = now + config.silence().toNanos();
    link(node).send(submission.transaction);
  }

  private SubmitLink link(Node node) {
    SubmitLink link = links.get(node);
    if (link != null && link.isOpen() && link.owed() > 2 * config.maxInFlight()) {
      link.close(); // It owes answers that it will never give.
    }
    if (link == null || !link.isOpen()) {
      link = new SubmitLink(node, this);
      links.put(node, link);
    }
    return link;
  }

  private void flush() {
    links.values().forEach(SubmitLink::flush);
  }

  /** A node's answers. */
  void received(SubmitLink link, SubmitResponse response) {
    if (!link.isOpen()) {
      return;
    }
    try {
      Optional<ByteString> ahead = ahead(response);
      if (ahead.isPresent()) {
        CompletableFuture<Void> _ =
            epochs
                .follow(link.node(), ahead.get())
                .whenCompleteAsync((_, failure) -> followed(link, response, failure), loop);
        return;
      }
      for (FinalizedReceipts block : response.getFinalizedList()) {
        finalized(link, block);
      }
      for (ByteString id : response.getAdmittedList()) {
        admitted(link, id(id));
      }
      for (Refusal refusal : response.getRefusedList()) {
        refused(link, refusal, false);
      }
      for (Refusal refusal : response.getDroppedList()) {
        refused(link, refusal, true);
      }
    } catch (Trust.Lie lie) {
      link.node().lied(System.nanoTime());
      leave(link);
    }
    flush();
  }

  /** The first certificate of an epoch that is not known here yet. */
  private Optional<ByteString> ahead(SubmitResponse response) throws Trust.Lie {
    for (FinalizedReceipts block : response.getFinalizedList()) {
      if (trust.missingLink(block.getCertificate()).isPresent()) {
        return Optional.of(block.getCertificate());
      }
    }
    return Optional.empty();
  }

  private void followed(SubmitLink link, SubmitResponse response, @Nullable Throwable failure) {
    if (failure == null) {
      received(link, response);
    } else if (link.isOpen()) {
      link.node().failed(System.nanoTime());
      leave(link);
      flush();
    }
  }

  /** A node's call has ended, for whatever reason. */
  void broken(SubmitLink link) {
    if (link.isOpen()) {
      link.node().failed(System.nanoTime());
      leave(link);
      flush();
    }
  }

  private void leave(SubmitLink link) {
    link.close();
    for (Submission submission : List.copyOf(underWay.values())) {
      if (submission.awaited == link.node()) {
        submission.mayBeHeld = true;
        dispatch(submission);
      }
    }
  }

  private void finalized(SubmitLink link, FinalizedReceipts block) throws Trust.Lie {
    FinalityCertificate certificate;
    try {
      certificate = trust.certificate(block.getCertificate());
    } catch (Trust.BeforeTrusted _) {
      for (ReceiptWithPath message : block.getReceiptsList()) {
        executedBefore(link, message);
      }
      return;
    }
    for (ReceiptWithPath message : block.getReceiptsList()) {
      ProvedReceipt proved = trust.receipt(certificate, message);
      Hash id = proved.receipt().transaction();
      if (!link.awaits(id)) {
        throw new Trust.Lie("a receipt for a transaction that the node was not given");
      }
      link.answered(id);
      link.node().worked();
      Submission submission = underWay.get(id);
      if (submission != null) {
        proved(submission, proved);
      }
    }
  }

  /**
   * What a node says that nothing held here can prove: as good as a refusal that settles nothing.
   */
  private void executedBefore(SubmitLink link, ReceiptWithPath message) throws Trust.Lie {
    Hash id =
        Trust.decoded(Receipt.decode(ProtoBytes.fromProto(message.getReceipt()))).transaction();
    if (!link.awaits(id)) {
      throw new Trust.Lie("a receipt for a transaction that the node was not given");
    }
    link.answered(id);
    Submission submission = underWay.get(id);
    if (submission == null) {
      return;
    }
    submission.mayBeHeld = true;
    submission.executedBefore.add(link.node());
    if (submission.executedBefore.size() >= config.credible()) {
      fail(
          submission,
          unknown(
              submission,
              submission.executedBefore.size()
                  + " nodes show a receipt of an epoch before the one that this client trusts ("
                  + config.trusted().number()
                  + "), which it cannot verify: ask with one that trusts an earlier epoch"));
    } else if (submission.awaited == link.node()) {
      dispatch(submission);
    }
  }

  private void proved(Submission submission, ProvedReceipt proved) {
    switch (proved.receipt().status()) {
      case EXECUTED, FAILED -> complete(submission, proved);
      case REPLAYED, OUT_OF_WINDOW -> {
        submission.mayBeHeld = true; // It was in a block.
        resolve(submission);
      }
    }
  }

  private void admitted(SubmitLink link, Hash id) {
    Submission submission = underWay.get(id);
    if (submission == null || !link.awaits(id)) {
      return;
    }
    submission.mayBeHeld = true; // It may have passed it on by now.
    if (submission.awaited == link.node() && !submission.promised) {
      submission.promised = true; // Saying so again gains a node no more time.
      submission.due = System.nanoTime() + config.silence().toNanos();
    }
  }

  private void refused(SubmitLink link, Refusal refusal, boolean admittedBefore) throws Trust.Lie {
    Hash id = id(refusal.getTransaction());
    if (!link.awaits(id)) {
      throw new Trust.Lie("a refusal of a transaction that the node was not given");
    }
    link.answered(id);
    Submission submission = underWay.get(id);
    if (submission == null) {
      return;
    }
    ApiError error = ApiError.of(refusal.getError());
    submission.mayBeHeld |= admittedBefore;
    submission.lastError = error;
    if (isProvable(error.code())) {
      resolve(submission);
      return;
    }
    submission.refusals.put(link.node(), error);
    if (submission.resolving) {
      return;
    }
    if (isLastWord(submission, error)) {
      fail(submission, refusal(submission, error));
    } else if (submission.awaited == link.node()) {
      dispatch(submission);
    }
  }

  /**
   * Whether as many nodes as include an honest one call the transaction invalid, and none can have
   * it executed all the same. What is wrong with its form is wrong everywhere and always; anything
   * else depends on the state that a node is at, and an earlier copy may have met another one.
   */
  private boolean isLastWord(Submission submission, ApiError error) {
    if (error.code().kind() != ErrorCode.Kind.FINAL) {
      return false;
    }
    long believed =
        submission.refusals.values().stream()
            .map(ApiError::code)
            .filter(
                code -> submission.mayBeHeld ? isOfForm(code) : code.kind() == ErrorCode.Kind.FINAL)
            .count();
    return believed >= config.credible();
  }

  /** What nobody's word is needed for: the chain proves whether it is so. */
  private static boolean isProvable(ErrorCode code) {
    return code == ErrorCode.SEQUENCE_USED || code == ErrorCode.EXPIRED;
  }

  private static boolean isOfForm(ErrorCode code) {
    return switch (code) {
      case MALFORMED, TOO_LARGE, BAD_SIGNATURE, WRONG_CHAIN -> true;
      default -> false;
    };
  }

  private static RefusedException refusal(Submission submission, ApiError error) {
    return new RefusedException(error.code(), error.message(), submission.refusals.size());
  }

  /**
   * Looks for the transaction's fate outside the stream: it may have been executed before, or never
   * will be.
   */
  private void resolve(Submission submission) {
    if (submission.resolving) {
      return;
    }
    submission.resolving = true;
    submission.awaited = null;
    CompletableFuture<Void> _ =
        resolver
            .resolve(submission.transaction)
            .handle((fate, failure) -> {
              execute(() -> resolved(submission, failure == null ? fate : new Resolver.Open()));
              return null;
            });
  }

  private void resolved(Submission submission, Resolver.Fate fate) {
    submission.resolving = false;
    if (!underWay.containsKey(submission.transaction.id())) {
      return;
    }
    switch (fate) {
      case Resolver.Executed executed -> complete(submission, executed.receipt());
      case Resolver.Never never -> fail(submission, never.reason());
      case Resolver.Open _ -> {
        submission.due =
            System.nanoTime() + (FIRST_PAUSE_NANOS << Math.min(submission.rounds++, MAX_DOUBLINGS));
      }
    }
  }

  /** Runs every now and then: whoever waited long enough moves on. */
  void tick() {
    long now = System.nanoTime();
    for (Submission submission : new ArrayList<>(underWay.values())) {
      if (now - submission.deadline >= 0) {
        fail(submission, outOfTime(submission));
      } else if (!submission.resolving && now - submission.due >= 0) {
        silent(submission, now);
      }
    }
    flush();
  }

  private void silent(Submission submission, long now) {
    if (trust.highest() >= submission.transaction.expiryHeight()) {
      resolve(submission);
      return;
    }
    Node awaited = submission.awaited;
    if (awaited != null) {
      submission.mayBeHeld = true;
      awaited.failed(now);
    }
    dispatch(submission);
  }

  /** Refused if enough nodes said so and no node can have it; otherwise nobody knows. */
  private ClientException outOfTime(Submission submission) {
    ApiError last = submission.lastError;
    if (last != null
        && !submission.mayBeHeld
        && !isProvable(last.code())
        && submission.awaited == null
        && !submission.resolving
        && submission.refusals.size() >= config.credible()) {
      return refusal(submission, last);
    }
    return unknown(
        submission,
        "no proof of execution within "
            + config.timeout().toMillis()
            + " ms"
            + (last == null ? "" : " (one node: " + last.code() + ", " + last.message() + ")"));
  }

  private static UnknownOutcomeException unknown(Submission submission, String why) {
    return new UnknownOutcomeException(
        submission.transaction.id(), submission.transaction.expiryHeight(), why);
  }

  private void complete(Submission submission, ProvedReceipt proved) {
    underWay.remove(submission.transaction.id());
    submission.account.executed(submission.transaction.sequence());
    submission.result.complete(proved);
  }

  private void fail(Submission submission, ClientException reason) {
    underWay.remove(submission.transaction.id());
    submission.account.failed(submission.transaction.sequence(), reason);
    submission.result.completeExceptionally(reason);
  }

  /** Fails everything under way. */
  void close() {
    closed = true;
    List.copyOf(underWay.values()).forEach(s -> fail(s, new ClosedException()));
    drain();
    links.values().forEach(SubmitLink::close);
  }

  private void failArrivals() {
    for (Submission next = arrivals.poll(); next != null; next = arrivals.poll()) {
      next.account.failed(next.transaction.sequence(), new ClosedException());
      next.result.completeExceptionally(new ClosedException());
    }
  }

  private static Hash id(ByteString bytes) throws Trust.Lie {
    if (bytes.size() != Hash.SIZE) {
      throw new Trust.Lie("a transaction id of " + bytes.size() + " bytes");
    }
    Bytes id = ProtoBytes.fromProto(bytes);
    return new Hash(id);
  }
}

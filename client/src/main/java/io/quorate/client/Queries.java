package io.quorate.client;

import io.grpc.stub.StreamObserver;
import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.api.QuorateGrpc;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Asks nodes, one after the other or all at once, and believes only what was checked. Thread-safe.
 */
final class Queries {
  private final Nodes nodes;
  private final EpochLinks links;
  private final Executor executor;

  Queries(Nodes nodes, EpochLinks links, Executor executor) {
    this.nodes = nodes;
    this.links = links;
    this.executor = executor;
  }

  /** What to make of a node's answer. */
  @FunctionalInterface
  interface Check<M, A> {
    A check(Node node, M message) throws Trust.Lie, NotGoodEnough;
  }

  /** True as far as it goes, but another node may know more. */
  static final class NotGoodEnough extends Exception {
    private static final long serialVersionUID = 1L;
    private final String why;

    NotGoodEnough(String why) {
      super(why, null, false, false);
      this.why = why;
    }
  }

  /** The first answer that holds, from nodes asked in turn. */
  <M, A> CompletableFuture<A> first(
      BiConsumer<QuorateGrpc.QuorateStub, StreamObserver<M>> call, Check<M, A> check) {
    CompletableFuture<A> result = new CompletableFuture<>();
    next(nodes.order(nodes.nextHome()).iterator(), call, check, new ArrayList<>(), result);
    return result;
  }

  /** One node's answer, checked. */
  <M, A> CompletableFuture<A> one(
      Node node, BiConsumer<QuorateGrpc.QuorateStub, StreamObserver<M>> call, Check<M, A> check) {
    return Call.<M>of(observer -> call.accept(node.queries(), observer))
        .thenComposeAsync(message -> checked(node, message, check), executor)
        .whenComplete((_, failure) -> judge(node, failure));
  }

  /** The first {@code enough} answers, or all there are when that many do not come. */
  static <T> CompletableFuture<List<T>> some(List<CompletableFuture<T>> asked, int enough) {
    CompletableFuture<List<T>> result = new CompletableFuture<>();
    List<T> answers = new ArrayList<>();
    AtomicInteger open = new AtomicInteger(asked.size());
    for (CompletableFuture<T> each : asked) {
      CompletableFuture<T> _ =
          each.whenComplete((answer, failure) -> {
            synchronized (answers) {
              if (failure == null) {
                answers.add(answer);
              }
              if (open.decrementAndGet() == 0 || answers.size() >= enough) {
                result.complete(List.copyOf(answers));
              }
            }
          });
    }
    return result;
  }

  private <M, A> CompletableFuture<A> checked(Node node, M message, Check<M, A> check) {
    try {
      A answer = check.check(node, message);
      node.worked();
      return CompletableFuture.completedFuture(answer);
    } catch (Trust.Ahead ahead) {
      return links
          .follow(node, ahead.certificate())
          .thenComposeAsync(_ -> checked(node, message, check), executor);
    } catch (Trust.Lie | NotGoodEnough e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private <M, A> void next(
      Iterator<Node> rest,
      BiConsumer<QuorateGrpc.QuorateStub, StreamObserver<M>> call,
      Check<M, A> check,
      List<Failed> failed,
      CompletableFuture<A> result) {
    if (!rest.hasNext()) {
      result.completeExceptionally(verdict(failed));
      return;
    }
    Node node = rest.next();
    CompletableFuture<A> _ =
        one(node, call, check)
            .whenComplete((answer, failure) -> {
              if (failure == null) {
                result.complete(answer);
              } else {
                failed.add(new Failed(node, root(failure)));
                next(rest, call, check, failed, result);
              }
            });
  }

  /** How one node failed. */
  private record Failed(Node node, Throwable failure) {}

  private static ClientException verdict(List<Failed> failed) {
    List<String> words = new ArrayList<>();
    for (Failed each : failed) {
      words.add(each.node() + ": " + describe(each.failure()));
    }
    List<ApiError> errors =
        failed.stream().flatMap(each -> ApiError.of(each.failure()).stream()).toList();
    boolean unanimous =
        errors.size() == failed.size()
            && errors.stream().map(ApiError::code).distinct().count() == 1;
    if (unanimous) {
      ApiError error = errors.getFirst();
      if (error.code().kind() == ErrorCode.Kind.FINAL || error.code() == ErrorCode.NOT_FOUND) {
        return new RefusedException(error.code(), error.message(), failed.size());
      }
      if (error.code() == ErrorCode.PRUNED) {
        return new PrunedException(error.message(), failed.size());
      }
    }
    return new UnavailableException(
        "no node gave an answer that holds: " + String.join("; ", words));
  }

  static String describe(Throwable failure) {
    return switch (failure) {
      case Trust.BeforeTrusted before -> before.what();
      case Trust.Lie lie -> "its answer does not hold (" + lie.what() + ")";
      case NotGoodEnough stale -> stale.why;
      case Throwable other ->
          ApiError.of(other)
              .map(error -> error.code() + ", " + error.message())
              .orElseGet(() -> "no answer (" + io.grpc.Status.fromThrowable(other).getCode() + ")");
    };
  }

  private static void judge(Node node, @org.jspecify.annotations.Nullable Throwable failure) {
    if (failure == null) {
      return;
    }
    Throwable cause = root(failure);
    if (cause instanceof Trust.BeforeTrusted) {
      return; // It may be honest and behind, or asked for what is too old.
    }
    if (cause instanceof Trust.Lie) {
      node.lied(System.nanoTime());
    } else if (!(cause instanceof NotGoodEnough) && ApiError.of(cause).isEmpty()) {
      node.failed(System.nanoTime());
    }
  }

  static Throwable root(Throwable failure) {
    Throwable current = failure;
    while (current instanceof CompletionException || current instanceof ExecutionException) {
      Throwable cause = current.getCause();
      if (cause == null) {
        return current;
      }
      current = cause;
    }
    return current;
  }
}

package io.quorate.client;

import io.quorate.api.GetStateRequest.Consistency;
import io.quorate.api.ProtoBytes;
import io.quorate.api.QueryRequest;
import io.quorate.api.QueryResponse;
import io.quorate.api.ReadEntry;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.ProvedState;
import io.quorate.consensus.StateKeys;
import io.quorate.crypto.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Questions to the application. A node's own answer is its word; what it read to get there can be
 * proved, and who runs the application over that needs nobody's word. Thread-safe.
 */
final class ApplicationReads {
  /** No honest node sends more. */
  private static final int MAX_ENTRIES = 1_024;

  private final Trust trust;
  private final Queries queries;

  ApplicationReads(Trust trust, Queries queries) {
    this.trust = trust;
    this.queries = queries;
  }

  CompletableFuture<LocalAnswer> local(String path, Bytes data) {
    QueryRequest request = request(path, data).setConsistency(Consistency.LOCAL).build();
    return queries.<QueryResponse, LocalAnswer>first(
        (stub, out) -> stub.query(request, out),
        (node, message) ->
            new LocalAnswer(
                ProtoBytes.fromProto(message.getAnswer()), message.getHeight(), node.uri()));
  }

  <A> CompletableFuture<ProvedAnswer<A>> proved(
      String path, Bytes data, QueryRule<A> rule, long minimumHeight) {
    QueryRequest request =
        request(path, data).setConsistency(Consistency.PROVED).setMinHeight(minimumHeight).build();
    return queries
        .<QueryResponse, Ran<A>>first(
            (stub, out) -> stub.query(request, out),
            (_, message) -> {
              FinalityCertificate certificate = trust.certificate(message.getCertificate());
              long height = certificate.attestation().height();
              if (height < minimumHeight) {
                throw new Queries.NotGoodEnough(
                    "it answers for height " + height + ", below " + minimumHeight);
              }
              return run(rule, certificate, entries(message));
            })
        .thenApply(Ran::orThrow);
  }

  private static QueryRequest.Builder request(String path, Bytes data) {
    return QueryRequest.newBuilder().setPath(path).setData(ProtoBytes.toProto(data));
  }

  /** By the application's own keys. */
  private Map<Bytes, ProvedState> entries(QueryResponse message) throws Trust.Lie {
    if (message.getEntriesCount() > MAX_ENTRIES) {
      throw new Trust.Lie("it proves more entries than a query can read");
    }
    Map<Bytes, ProvedState> entries = new LinkedHashMap<>();
    for (ReadEntry entry : message.getEntriesList()) {
      Bytes key = ProtoBytes.fromProto(entry.getKey());
      Optional<Bytes> value =
          entry.hasValue() ? Optional.of(ProtoBytes.fromProto(entry.getValue())) : Optional.empty();
      entries.put(
          key,
          trust.state(
              StateKeys.application(key), value, entry.getProof(), message.getCertificate()));
    }
    return entries;
  }

  private static <A> Ran<A> run(
      QueryRule<A> rule, FinalityCertificate certificate, Map<Bytes, ProvedState> entries)
      throws Trust.Lie {
    List<Bytes> missing = new ArrayList<>();
    try {
      A answer =
          rule.answer(certificate.attestation().height(), key -> read(entries, key, missing));
      if (missing.isEmpty()) {
        return new Answered<>(
            new ProvedAnswer<>(answer, certificate, List.copyOf(entries.values())));
      }
    } catch (RuntimeException e) {
      if (missing.isEmpty()) {
        return new Threw<>(e); // It would with every node's proof.
      }
    }
    throw new Trust.Lie("it does not prove " + missing.getFirst().toHex() + ", which was read");
  }

  private static Optional<Bytes> read(
      Map<Bytes, ProvedState> entries, Bytes key, List<Bytes> missing) {
    ProvedState entry = entries.get(key);
    if (entry == null) {
      missing.add(key);
      throw new IllegalStateException("the node has not proved this key; let this pass through");
    }
    return entry.value();
  }

  private sealed interface Ran<A> {
    default ProvedAnswer<A> orThrow() {
      return switch (this) {
        case Answered<A>(ProvedAnswer<A> answer) -> answer;
        case Threw<A>(RuntimeException failure) -> throw failure;
      };
    }
  }

  private record Answered<A>(ProvedAnswer<A> answer) implements Ran<A> {}

  private record Threw<A>(RuntimeException failure) implements Ran<A> {}
}

package io.quorate.application.kv;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.Codec;
import io.quorate.application.ExecutionResult;
import io.quorate.application.KeySpace;
import io.quorate.application.ReadableState;
import io.quorate.application.State;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A map from keys to values. A transaction's payload is a {@link KeyValueOperation}, its output a
 * {@link KeyValueResult}; a value is read, with its proof, under {@code
 * StateKeys.application(key)}. Anybody may change any entry.
 *
 * <p>The genesis state is empty or a list of first entries as {@link #genesisState} encodes it.
 */
public final class KeyValueApplication implements Application {
  /** The name in a genesis. */
  public static final String NAME = "kv";

  /** Its entries, with nothing in front of their keys. */
  public static final KeySpace<Bytes, Bytes> ENTRIES = KeySpace.whole(Codec.RAW, Codec.RAW);

  private static final int MAX_GENESIS_ENTRIES = 1 << 20;

  private record FirstEntry(Bytes key, Bytes value) {}

  /** The genesis state of an application that begins with these entries. */
  public static Bytes genesisState(SortedMap<Bytes, Bytes> entries) {
    Encoder out = new Encoder();
    out.list(List.copyOf(entries.entrySet()), (o, e) -> o.bytes(e.getKey()).bytes(e.getValue()));
    return out.toBytes();
  }

  @Override
  public int contract() {
    return CONTRACT;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void initialise(Bytes genesisState, State state) {
    if (genesisState.isEmpty()) {
      return;
    }
    switch (Decoder.decode(genesisState, genesisState.size(), KeyValueApplication::readGenesis)) {
      case Decoded.Ok<SortedMap<Bytes, Bytes>>(SortedMap<Bytes, Bytes> entries) ->
          entries.forEach((key, value) -> ENTRIES.put(state, key, value));
      case Decoded.Malformed<SortedMap<Bytes, Bytes>>(String reason) ->
          throw new IllegalArgumentException(
              "applicationState is not a list of key-value entries: " + reason);
    }
  }

  @Override
  public Verdict check(Transaction transaction, ReadableState state) {
    return switch (KeyValueOperation.decode(transaction.payload())) {
      case Decoded.Ok<KeyValueOperation> _ -> Verdict.accept();
      case Decoded.Malformed<KeyValueOperation>(String reason) ->
          Verdict.refuse(
              Verdict.Reason.APPLICATION_REFUSED, "not a key-value operation: " + reason);
    };
  }

  @Override
  public ExecutionResult execute(BlockContext block, Transaction transaction, State state) {
    return switch (KeyValueOperation.decode(transaction.payload())) {
      case Decoded.Ok<KeyValueOperation>(KeyValueOperation operation) -> execute(operation, state);
      case Decoded.Malformed<KeyValueOperation> _ -> failed(KeyValueResult.FAILED_MALFORMED);
    };
  }

  private static ExecutionResult execute(KeyValueOperation operation, State state) {
    return switch (operation) {
      case KeyValueOperation.Put(Bytes key, Bytes value) ->
          set(state, key, ENTRIES.contains(state, key), Optional.of(value));
      case KeyValueOperation.Delete(Bytes key) ->
          set(state, key, ENTRIES.contains(state, key), Optional.empty());
      case KeyValueOperation.CompareAndSet(
              Bytes key,
              Optional<Bytes> expected,
              Optional<Bytes> value) -> {
        Optional<Bytes> before = ENTRIES.get(state, key);
        yield expected.equals(before)
            ? set(state, key, before.isPresent(), value)
            : failed(mismatch(expected, before));
      }
    };
  }

  private static ExecutionResult set(
      State state, Bytes key, boolean present, Optional<Bytes> value) {
    value.ifPresentOrElse(v -> ENTRIES.put(state, key, v), () -> ENTRIES.remove(state, key));
    KeyValueResult result =
        present ? KeyValueResult.DONE_WAS_PRESENT : KeyValueResult.DONE_WAS_ABSENT;
    return new ExecutionResult.Executed(result.encoded());
  }

  private static KeyValueResult mismatch(Optional<Bytes> expected, Optional<Bytes> before) {
    if (before.isEmpty()) {
      return KeyValueResult.FAILED_ABSENT;
    }
    return expected.isEmpty() ? KeyValueResult.FAILED_PRESENT : KeyValueResult.FAILED_DIFFERENT;
  }

  private static ExecutionResult failed(KeyValueResult result) {
    return new ExecutionResult.Failed(result.encoded());
  }

  private static SortedMap<Bytes, Bytes> readGenesis(Decoder in) throws MalformedInput {
    List<FirstEntry> entries =
        in.list(
            MAX_GENESIS_ENTRIES,
            2 * Integer.BYTES + 1,
            i -> new FirstEntry(i.bytes(State.MAX_KEY_BYTES), i.bytes(State.MAX_VALUE_BYTES)));
    SortedMap<Bytes, Bytes> map = new TreeMap<>();
    for (FirstEntry entry : entries) {
      boolean ascending = map.isEmpty() || map.lastKey().compareTo(entry.key()) < 0;
      if (entry.key().isEmpty() || !ascending) {
        throw new MalformedInput("a key is empty, or the keys do not ascend");
      }
      map.put(entry.key(), entry.value());
    }
    return map;
  }
}

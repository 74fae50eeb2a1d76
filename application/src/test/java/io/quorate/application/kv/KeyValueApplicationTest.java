package io.quorate.application.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.Application;
import io.quorate.application.Applications;
import io.quorate.application.BlockContext;
import io.quorate.application.ExecutionResult;
import io.quorate.application.State;
import io.quorate.application.kv.KeyValueOperation.CompareAndSet;
import io.quorate.application.kv.KeyValueOperation.Delete;
import io.quorate.application.kv.KeyValueOperation.Put;
import io.quorate.application.state.Overlay;
import io.quorate.application.state.StateTree;
import io.quorate.application.state.StateView;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.consensus.wire.Decoded;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureSchemes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeyValueApplicationTest {
  private static final Bytes KEY = Bytes.utf8("colour");
  private static final Bytes RED = Bytes.utf8("red");
  private static final Bytes BLUE = Bytes.utf8("blue");
  private static final PrivateKey SENDER =
      SignatureSchemes.of(SchemeId.ED25519).privateKey(Hash.ZERO.bytes());

  private final Application application = Applications.bundled("kv").orElseThrow();
  private final MemoryStore store = new MemoryStore();
  private final StateTree tree = new StateTree(store, Bytes.EMPTY, 4);
  private final Overlay overlay = new Overlay(tree);

  private static Transaction transaction(Bytes payload) {
    return Transaction.sign(Hash.ZERO, SENDER, 1, 100, payload);
  }

  private ExecutionResult execute(Bytes payload) {
    BlockContext block = new BlockContext(1, 1_000, 0, List.of());
    return application.execute(block, transaction(payload), new StateView(overlay));
  }

  private KeyValueResult execute(KeyValueOperation operation) {
    ExecutionResult result = execute(operation.encoded());
    KeyValueResult answer = KeyValueResult.decode(result.output()).orThrow();
    assertEquals(answer.done(), result instanceof ExecutionResult.Executed);
    return answer;
  }

  private Optional<Bytes> value() {
    return overlay.get(StateKeys.application(KEY));
  }

  @Test
  void putSaysWhetherAnEntryWasThere() {
    assertEquals(KeyValueResult.DONE_WAS_ABSENT, execute(new Put(KEY, RED)));
    assertEquals(KeyValueResult.DONE_WAS_PRESENT, execute(new Put(KEY, Bytes.EMPTY)));
    assertEquals(Optional.of(Bytes.EMPTY), value());
  }

  @Test
  void deleteIsDoneEitherWay() {
    assertEquals(KeyValueResult.DONE_WAS_ABSENT, execute(new Delete(KEY)));
    execute(new Put(KEY, RED));
    assertEquals(KeyValueResult.DONE_WAS_PRESENT, execute(new Delete(KEY)));
    assertEquals(Optional.empty(), value());
  }

  @Test
  void compareAndSetChangesNothingUnlessTheEntryIsAsExpected() {
    CompareAndSet create = new CompareAndSet(KEY, Optional.empty(), Optional.of(RED));
    CompareAndSet replace = new CompareAndSet(KEY, Optional.of(RED), Optional.of(BLUE));
    CompareAndSet remove = new CompareAndSet(KEY, Optional.of(BLUE), Optional.empty());
    assertEquals(KeyValueResult.FAILED_ABSENT, execute(replace));
    assertEquals(Map.of(), overlay.changes());
    assertEquals(KeyValueResult.DONE_WAS_ABSENT, execute(create));
    assertEquals(KeyValueResult.FAILED_PRESENT, execute(create));
    assertEquals(KeyValueResult.FAILED_DIFFERENT, execute(remove));
    assertEquals(Optional.of(RED), value());
    assertEquals(KeyValueResult.DONE_WAS_PRESENT, execute(replace));
    assertEquals(Optional.of(BLUE), value());
    assertEquals(KeyValueResult.DONE_WAS_PRESENT, execute(remove));
    assertEquals(Optional.empty(), value());
  }

  @Test
  void everyOperationIsReadBackAsItWasWritten() {
    Bytes longest = Bytes.wrap(new byte[State.MAX_KEY_BYTES]);
    Optional<Bytes> largest = Optional.of(Bytes.wrap(new byte[State.MAX_VALUE_BYTES]));
    for (KeyValueOperation operation :
        List.of(
            new Put(KEY, Bytes.EMPTY),
            new Delete(longest),
            new CompareAndSet(KEY, Optional.empty(), Optional.empty()),
            new CompareAndSet(longest, largest, largest))) {
      assertEquals(new Decoded.Ok<>(operation), KeyValueOperation.decode(operation.encoded()));
    }
  }

  @Test
  void everyAnswerIsReadBackAsItWasWritten() {
    for (KeyValueResult result : KeyValueResult.values()) {
      assertEquals(new Decoded.Ok<>(result), KeyValueResult.decode(result.encoded()));
    }
    assertInstanceOf(Decoded.Malformed.class, KeyValueResult.decode(Bytes.EMPTY));
    assertInstanceOf(Decoded.Malformed.class, KeyValueResult.decode(Bytes.fromHex("ff")));
    assertInstanceOf(Decoded.Malformed.class, KeyValueResult.decode(Bytes.fromHex("0000")));
  }

  @Test
  void anOperationBeyondTheLimitsCannotBeBuilt() {
    Bytes tooLong = Bytes.wrap(new byte[State.MAX_KEY_BYTES + 1]);
    Bytes tooLarge = Bytes.wrap(new byte[State.MAX_VALUE_BYTES + 1]);
    assertThrows(IllegalArgumentException.class, () -> new Put(tooLong, RED));
    assertThrows(IllegalArgumentException.class, () -> new Put(KEY, tooLarge));
    assertThrows(IllegalArgumentException.class, () -> new Delete(Bytes.EMPTY));
    Optional<Bytes> large = Optional.of(tooLarge);
    assertThrows(IllegalArgumentException.class, () -> new CompareAndSet(KEY, large, large));
  }

  @Test
  void aMalformedPayloadIsRefusedAtAdmissionAndFailsWhenItIsOrderedNonetheless() {
    Bytes good = new CompareAndSet(KEY, Optional.of(RED), Optional.of(BLUE)).encoded();
    assertTrue(application.check(transaction(good), StateView.of(overlay)).accepted());
    List<Bytes> bad = new ArrayList<>();
    for (int size = 0; size < good.size(); size++) {
      bad.add(good.slice(0, size));
    }
    bad.add(Bytes.concat(good, Bytes.EMPTY, Bytes.wrap(new byte[1])));
    bad.add(Bytes.fromHex("0200000000"));
    bad.add(Bytes.fromHex("090000000161"));
    bad.add(Bytes.fromHex("027fffffff61"));
    bad.add(Bytes.fromHex("02ffffffff61"));
    bad.add(Bytes.fromHex("0300000001610200"));
    for (Bytes payload : bad) {
      assertFalse(application.check(transaction(payload), StateView.of(overlay)).accepted());
      ExecutionResult result = execute(payload);
      assertInstanceOf(ExecutionResult.Failed.class, result);
      assertEquals(KeyValueResult.FAILED_MALFORMED.encoded(), result.output());
    }
    assertEquals(Map.of(), overlay.changes());
  }

  @Test
  void theFirstStateComesFromTheGenesis() {
    TreeMap<Bytes, Bytes> entries =
        new TreeMap<>(Map.of(KEY, RED, Bytes.utf8("size"), Bytes.EMPTY));
    StateView state = new StateView(overlay);
    application.initialise(Bytes.EMPTY, state);
    assertEquals(Map.of(), overlay.changes());
    application.initialise(KeyValueApplication.genesisState(entries), state);
    assertEquals(2, overlay.changes().size());
    assertEquals(Optional.of(RED), state.get(KEY));
  }

  @Test
  void aGenesisStateThatIsNoListOfEntriesIsRefused() {
    StateView state = new StateView(overlay);
    Bytes descending =
        Bytes.fromHex("00000002" + "0000000162" + "00000000" + "0000000161" + "00000000");
    Bytes noKey = Bytes.fromHex("00000001" + "00000000" + "00000000");
    for (Bytes bad : List.of(Bytes.utf8("{}"), Bytes.fromHex("7fffffff"), descending, noKey)) {
      assertThrows(IllegalArgumentException.class, () -> application.initialise(bad, state));
    }
  }

  @Test
  void onlyTheBundledNamesAreFound() {
    assertEquals(List.of("kv"), Applications.bundledNames());
    assertEquals("kv", application.name());
    assertEquals(Optional.empty(), Applications.bundled("KV"));
  }

  @Test
  void twoReplicasReachTheSameRootsWithEqualAnswersAndTheValuesAreProved() {
    List<Run> runs = List.of(new Run(), new Run());
    runs.forEach(run -> run.blocks(40));
    assertEquals(runs.get(0).trace, runs.get(1).trace);
    Run run = runs.get(0);
    Bytes key = StateKeys.application(Bytes.utf8("k1"));
    StateTree.ProvedValue proved = run.tree.read(40, key).orElseThrow();
    Hash root = run.tree.root(40);
    assertEquals(root, proved.root());
    boolean holds =
        proved
            .value()
            .map(v -> proved.proof().verifyPresent(root, key, v))
            .orElseGet(() -> proved.proof().verifyAbsent(root, key));
    assertTrue(holds);
  }

  /** One replica's execution of blocks drawn from a fixed seed. */
  private static final class Run {
    final MemoryStore store = new MemoryStore();
    final StateTree tree = new StateTree(store, Bytes.utf8("s"), 4);
    final List<Object> trace = new ArrayList<>();
    private final Application application = new KeyValueApplication();
    private final Random random = new Random(9);

    void blocks(int count) {
      for (long height = 1; height <= count; height++) {
        BlockContext block = new BlockContext(height, 1_000 * height, 0, List.of());
        Overlay changes = new Overlay(tree);
        application.beginBlock(block, new StateView(changes));
        for (int i = 0; i < 10; i++) {
          changes.begin();
          ExecutionResult result =
              application.execute(block, transaction(draw().encoded()), new StateView(changes));
          trace.add(result);
          switch (result) {
            case ExecutionResult.Executed _ -> changes.keep();
            case ExecutionResult.Failed _ -> changes.rollback();
          }
        }
        WriteBatch batch = new WriteBatch();
        trace.add(tree.apply(height, changes.changes(), batch));
        store.write(batch);
        tree.committed(height);
      }
    }

    private KeyValueOperation draw() {
      Bytes key = Bytes.utf8("k" + random.nextInt(5));
      Bytes value = Bytes.utf8("v" + random.nextInt(3));
      return switch (random.nextInt(4)) {
        case 0 -> new Delete(key);
        case 1 -> new CompareAndSet(key, Optional.empty(), Optional.of(value));
        case 2 -> new CompareAndSet(key, Optional.of(value), Optional.empty());
        default -> new Put(key, value);
      };
    }
  }
}

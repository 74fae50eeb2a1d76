package io.quorate.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.state.Overlay;
import io.quorate.application.state.StateTree;
import io.quorate.application.state.StateView;
import io.quorate.consensus.Event;
import io.quorate.consensus.Limits;
import io.quorate.consensus.StateKeys;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Typed key spaces")
class KeySpaceTest {
  private static final KeySpace<String, Long> BALANCES =
      KeySpace.named("balance", Codec.TEXT, Codec.U64);
  private static final KeySpace<String, List<String>> FRIENDS =
      KeySpace.named("friends", Codec.TEXT, Codec.list(Codec.TEXT, 3));

  private final StateTree tree = new StateTree(new MemoryStore(), Bytes.EMPTY, 2);
  private final Overlay overlay = new Overlay(tree);
  private final State state = new StateView(overlay);

  @Test
  @DisplayName("what was put is read back, and removed")
  void roundTrip() {
    assertEquals(Optional.empty(), BALANCES.get(state, "ann"));
    assertEquals(7L, BALANCES.get(state, "ann", 7L));
    BALANCES.put(state, "ann", 12L);
    FRIENDS.put(state, "ann", List.of("bob", "cid"));
    assertEquals(12L, BALANCES.get(state, "ann", 7L));
    assertEquals(Optional.of(List.of("bob", "cid")), FRIENDS.get(state, "ann"));
    assertTrue(BALANCES.contains(state, "ann"));
    assertFalse(BALANCES.contains(state, "bob"));
    BALANCES.remove(state, "ann");
    assertFalse(BALANCES.contains(state, "ann"));
    assertTrue(FRIENDS.contains(state, "ann"));
  }

  @Test
  @DisplayName("spaces of an application never collide, also when one name begins another")
  void apart() {
    KeySpace<Bytes, Long> a = KeySpace.named("a", Codec.RAW, Codec.U64);
    KeySpace<Bytes, Long> ab = KeySpace.named("ab", Codec.RAW, Codec.U64);
    assertNotEquals(a.key(Bytes.utf8("bc")), ab.key(Bytes.utf8("c")));
    a.put(state, Bytes.utf8("bc"), 1L);
    assertEquals(Optional.empty(), ab.get(state, Bytes.utf8("c")));
  }

  @Test
  @DisplayName("a client finds the entry by the key, and reads the value that it was proved")
  void client() {
    BALANCES.put(state, "ann", 12L);
    Bytes proved = overlay.get(StateKeys.application(BALANCES.key("ann"))).orElseThrow();
    assertEquals(12L, BALANCES.value(proved));
  }

  @Test
  @DisplayName("bytes that another codec wrote are a broken invariant, not a value")
  void foreign() {
    state.put(BALANCES.key("ann"), Bytes.utf8("twelve"));
    assertThrows(IllegalStateException.class, () -> BALANCES.get(state, "ann"));
    Bytes four = new Encoder().list(Collections.nCopies(4, "x"), Encoder::text).toBytes();
    assertThrows(IllegalStateException.class, () -> FRIENDS.value(four));
  }

  @Test
  @DisplayName("names have 1 to 32 bytes")
  void names() {
    for (String name : List.of("", "n".repeat(33))) {
      assertThrows(
          IllegalArgumentException.class, () -> KeySpace.named(name, Codec.TEXT, Codec.U64));
    }
    KeySpace<String, Long> longest = KeySpace.named("n".repeat(32), Codec.TEXT, Codec.U64);
    longest.put(state, "k", 1L);
    assertEquals(Optional.of(1L), longest.get(state, "k"));
  }

  @Test
  @DisplayName("output and events share one limit")
  void limits() {
    Event large = new Event("t", Bytes.wrap(new byte[Limits.OUTPUT_BYTES - 1]));
    Bytes one = Bytes.wrap(new byte[1]);
    assertEquals(
        List.of(large), new ExecutionResult.Executed(Bytes.EMPTY, List.of(large)).events());
    assertThrows(
        IllegalArgumentException.class, () -> new ExecutionResult.Executed(one, List.of(large)));
    List<Event> many = Collections.nCopies(Limits.EVENTS + 1, new Event("t", Bytes.EMPTY));
    assertThrows(IllegalArgumentException.class, () -> new ExecutionResult.Executed(one, many));
    assertThrows(IllegalArgumentException.class, () -> new Event("", one));
    assertThrows(IllegalArgumentException.class, () -> new Event("t".repeat(65), one));
  }
}

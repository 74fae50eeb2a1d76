package io.quorate.application.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Children of tree pages")
final class ChildTest {
  private static final Hash ONE = Sha256.hash(Bytes.utf8("one"));
  private static final Hash OTHER = Sha256.hash(Bytes.utf8("other"));

  @Test
  @DisplayName("differ when anything about them differs, and else are equal")
  void equality() {
    Child leaf = new Child.Leaf(ONE, OTHER, 1);
    assertEquals(new Child.Leaf(ONE, OTHER, 1), leaf);
    assertEquals(new Child.Leaf(ONE, OTHER, 1).hashCode(), leaf.hashCode());
    assertNotEquals(new Child.Leaf(OTHER, OTHER, 1), leaf);
    assertNotEquals(new Child.Leaf(ONE, ONE, 1), leaf);
    assertNotEquals(new Child.Leaf(ONE, OTHER, 2), leaf);
    Child inner = new Child.Inner(OTHER, 1);
    assertEquals(new Child.Inner(OTHER, 1), inner);
    assertEquals(new Child.Inner(OTHER, 1).hashCode(), inner.hashCode());
    assertNotEquals(new Child.Inner(ONE, 1), inner);
    assertNotEquals(new Child.Inner(OTHER, 2), inner);
    assertNotEquals(leaf, inner);
  }
}

package io.quorate.bench.result;

/**
 * Cases that differ in their engine alone.
 *
 * @param nodes how many nodes
 * @param scheme the label of the certificates' signature scheme
 */
public record Group(int nodes, String scheme) {
  /** Such as {@code n = 4, ed25519}. */
  public String label() {
    return "n = " + nodes + ", " + scheme;
  }
}

package io.quorate.application.state;

import io.quorate.crypto.Hash;
import java.util.Arrays;
import java.util.Optional;

/**
 * The nodes of a {@link Crown} in which two versions next to one another differ, as one of the two
 * has them: what a block makes of them, and after {@link Crown#swap} what was there before it.
 */
final class Patch {
  private final int[] ids;
  private final Nodes rows;

  /**
   * @param ids the nodes, ascending: 1 is the root, 2i and 2i + 1 stand below i
   * @param rows one for each
   */
  Patch(int[] ids, Nodes rows) {
    this.ids = ids;
    this.rows = rows;
  }

  int size() {
    return ids.length;
  }

  int id(int row) {
    return ids[row];
  }

  /** The row of a node, negative when it is not one of these. */
  int row(int id) {
    return Arrays.binarySearch(ids, id);
  }

  Nodes rows() {
    return rows;
  }

  /** The root, unless nothing differs. */
  Optional<Hash> root() {
    return ids.length == 0 ? Optional.empty() : Optional.of(rows.hash(0));
  }
}

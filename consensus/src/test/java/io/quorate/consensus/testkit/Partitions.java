package io.quorate.consensus.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * All ways to divide processes into groups. A partition is a list of group numbers by process, each
 * new group with the next number, so that equal partitions are equal lists.
 */
final class Partitions {
  private Partitions() {}

  /** Of so many processes, in lexicographic order: Bell's number of them. */
  static List<List<Integer>> of(int processes) {
    List<List<Integer>> all = new ArrayList<>(List.of(List.of()));
    for (int i = 0; i < processes; i++) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> partition : all) {
        int groups = partition.stream().mapToInt(group -> group + 1).max().orElse(0);
        for (int group = 0; group <= groups; group++) {
          List<Integer> next = new ArrayList<>(partition);
          next.add(group);
          longer.add(List.copyOf(next));
        }
      }
      all = longer;
    }
    return all;
  }

  /** The partition with two processes in each other's place. */
  static List<Integer> swap(List<Integer> partition, int one, int other) {
    List<Integer> swapped = new ArrayList<>(partition);
    swapped.set(one, partition.get(other));
    swapped.set(other, partition.get(one));
    return canonical(swapped);
  }

  private static List<Integer> canonical(List<Integer> groups) {
    List<Integer> order = groups.stream().distinct().toList();
    return groups.stream().map(order::indexOf).toList();
  }
}

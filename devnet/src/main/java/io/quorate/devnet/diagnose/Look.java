package io.quorate.devnet.diagnose;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A network at one moment.
 *
 * @param nodes those that were asked
 * @param blocks what each node that answered holds at {@code blockHeight}: block and state root
 * @param blockHeight the highest height that all of them call final; 0 for none
 */
public record Look(List<Sight> nodes, Map<String, String> blocks, long blockHeight) {
  /** Copies the collections. */
  public Look {
    nodes = List.copyOf(nodes);
    blocks = new TreeMap<>(blocks);
  }

  /** A node by its name. */
  Optional<Sight> node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
  }

  /** What a node said. */
  Optional<Answer> answer(String name) {
    return node(name).flatMap(Sight::answer);
  }

  /** What all nodes of that chain said. */
  List<Answer> answers(String chain) {
    return nodes.stream()
        .flatMap(node -> node.answer().stream())
        .filter(answer -> answer.chain().equals(chain))
        .toList();
  }
}

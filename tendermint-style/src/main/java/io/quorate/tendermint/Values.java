package io.quorate.tendermint;

import io.quorate.consensus.Block;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The blocks proposed or certified at the current height, and what the host thinks of them. */
final class Values {
  private final Map<Hash, Value> values = new LinkedHashMap<>();

  /** The host's opinion. */
  enum Opinion {
    /** It was not asked. */
    NONE,
    /** It was asked and did not answer yet. */
    ASKED,
    ACCEPTED,
    /** Refused in this round; another round asks again, as the host's clock goes on. */
    REFUSED
  }

  private static final class Value {
    final Block block;
    Opinion opinion = Opinion.NONE;
    boolean durable;

    Value(Block block) {
      this.block = block;
    }
  }

  void put(Block block) {
    values.putIfAbsent(block.hash(), new Value(block));
  }

  /** A block that the host kept through a restart. */
  void putDurable(Block block) {
    put(block);
    makeDurable(block.hash());
  }

  Optional<Block> get(Hash hash) {
    return Optional.ofNullable(values.get(hash)).map(value -> value.block);
  }

  Opinion opinion(Hash hash) {
    Value value = values.get(hash);
    return value == null ? Opinion.NONE : value.opinion;
  }

  void judge(Hash hash, Opinion opinion) {
    Value value = values.get(hash);
    if (value != null) {
      value.opinion = opinion;
    }
  }

  /** The block, when it is known and was not durable before. */
  Optional<Block> makeDurable(Hash hash) {
    Value value = values.get(hash);
    if (value == null || value.durable) {
      return Optional.empty();
    }
    value.durable = true;
    return Optional.of(value.block);
  }

  /** A new round: only these blocks stay, and refusals are no more. */
  void retain(Set<Hash> wanted) {
    values.keySet().retainAll(wanted);
    values
        .values()
        .forEach(value -> {
          if (value.opinion == Opinion.REFUSED) {
            value.opinion = Opinion.NONE;
          }
        });
  }

  void clear() {
    values.clear();
  }

  int size() {
    return values.size();
  }

  void digest(Encoder out) {
    out.u32(values.size());
    values.forEach((hash, value) -> out.hash(hash).text(value.opinion.name()).bool(value.durable));
  }
}

package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.consensus.Block;
import io.quorate.consensus.engine.Effect.FetchBlock;
import io.quorate.replica.ReplicaEffect.One;
import io.quorate.replica.ReplicaEffect.Send;
import io.quorate.replica.message.PeerMessage.BlockRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BlockFetcherTest {
  private final Network network = new Network();
  private final List<Block> chain = network.blocks(network.genesis().block(), 5);
  private final BlockFetcher fetcher = new BlockFetcher(0);
  private final List<Integer> asked = new ArrayList<>();

  private void emit(ReplicaEffect effect) {
    if (effect instanceof Send(One(int peer), BlockRequest request) && request.aboveHeight() >= 0) {
      asked.add(peer);
    }
  }

  private List<Block> answered(List<Block> blocks) {
    return fetcher.answered(blocks, this::emit);
  }

  private void fetch(Block block, long above, Integer... from) {
    fetcher.fetch(new FetchBlock(block.hash(), above, List.of(from)), this::emit);
  }

  @Test
  @DisplayName("the answer's blocks come oldest first, down to the height asked for")
  void chained() {
    fetch(chain.get(4), 2, 1, 2);
    assertEquals(List.of(1), asked);
    assertEquals(List.of(chain.get(2), chain.get(3), chain.get(4)), answered(chain.reversed()));
    assertEquals(List.of(), answered(chain.reversed()), "taken once");
  }

  @Test
  @DisplayName("what nobody asked for is ignored, as is an empty answer")
  void unsolicited() {
    assertEquals(List.of(), answered(chain.reversed()));
    fetch(chain.get(4), 0, 1);
    assertEquals(List.of(), answered(List.of()));
    assertEquals(List.of(), answered(chain.reversed().subList(1, 5)));
    assertEquals(5, answered(chain.reversed()).size(), "the request still stands");
  }

  @Test
  @DisplayName("blocks that do not chain back from the one asked for are cut off")
  void notChaining() {
    fetch(chain.get(4), 0, 1);
    Block stranger = network.block(chain.get(1), network.transaction(1, 1, "other"));
    assertEquals(List.of(), answered(List.of(chain.get(4), chain.get(3), stranger, chain.get(1))));
    assertEquals(chain, answered(chain.subList(0, 3).reversed()));
  }

  @Test
  @DisplayName("S54: a chain longer than an answer comes as a whole, oldest first, at any length")
  void longerThanAnAnswer() {
    List<Block> many = network.blocks(network.genesis().block(), 40);
    fetch(many.get(39), 0, 1, 2);
    assertEquals(List.of(), answered(many.subList(30, 40).reversed()));
    assertEquals(List.of(1, 1), asked, "who answered is asked for more");
    fetch(chain.get(4), 0, 1, 2);
    assertEquals(List.of(1, 1), asked, "one long chain at a time");
    assertEquals(List.of(), answered(many.subList(30, 40).reversed()), "those are here");
    assertEquals(List.of(), answered(many.subList(10, 30).reversed()));
    fetcher.tick(this::emit);
    assertEquals(List.of(1, 1, 1, 2), asked, "silent now, so the other one is asked");
    assertEquals(many, answered(many.subList(0, 10).reversed()));
    asked.clear();
    fetcher.tick(this::emit);
    assertEquals(List.of(), asked);
  }

  @Test
  @DisplayName(
      "S54: a silent peer is passed over at each tick, and the list of peers is not endless")
  void nextPeer() {
    fetch(chain.get(4), 0, 1, 0, 3);
    for (int tick = 0; tick < 20; tick++) {
      fetcher.tick(this::emit);
    }
    assertEquals(List.of(1, 3, 1, 3, 1, 3, 1), asked, "never itself, and it gives up");
  }

  @Test
  @DisplayName("what is under way is not asked for again in every view; alone it asks nobody")
  void again() {
    fetch(chain.get(4), 0, 1, 2);
    fetch(chain.get(4), 0, 1, 2);
    assertEquals(List.of(1), asked);
    fetcher.tick(this::emit);
    assertEquals(List.of(1, 2), asked);
    asked.clear();
    fetch(chain.get(3), 0, 0);
    fetch(chain.get(3), 0);
    assertEquals(List.of(), asked);
  }

  @Test
  @DisplayName("S46: outstanding fetches are bounded, the oldest gives way")
  void bounded() {
    List<Block> many = network.blocks(network.genesis().block(), 40);
    many.forEach(block -> fetch(block, block.height() - 1, 1));
    asked.clear();
    fetcher.tick(this::emit);
    assertEquals(16, asked.size());
    assertEquals(List.of(), answered(List.of(many.getFirst())));
    assertEquals(List.of(many.getLast()), answered(List.of(many.getLast())));
  }

  @Test
  @DisplayName("S46: a chain that does not end is given up, and its memory with it")
  void endlessChain() {
    List<Block> many = network.blocks(network.genesis().block(), BlockFetcher.BLOCKS + 11);
    fetch(many.getLast(), 0, 1);
    for (int top = many.size(); top > 11; top -= 100) {
      assertEquals(List.of(), answered(many.subList(Math.max(0, top - 100), top).reversed()));
    }
    asked.clear();
    fetcher.tick(this::emit);
    assertEquals(List.of(), asked);
    fetch(many.get(9), 0, 1);
    assertEquals(many.subList(0, 10), answered(many.subList(0, 10).reversed()), "others may come");
  }
}

package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.stub.StreamObserver;
import io.quorate.api.GetStateRequest;
import io.quorate.api.GetStateResponse;
import io.quorate.consensus.ProvedState;
import io.quorate.crypto.Bytes;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A chain of 24 heights, of which nodes hold the state of sixteen. */
@DisplayName("A read at a height")
class HistoricalReadTest {
  private static final int HEIGHTS = 24;
  private static final int OLDEST = HEIGHTS - ScriptedNode.HELD + 1;

  private final TestChain chain =
      Lie.history("past", TestChain.Certified.SOUNDLY, "right ", HEIGHTS);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  @DisplayName("proves what was there then, and that nothing was")
  void proved() throws Exception {
    BlockingClient client = client(new ScriptedNode(chain));
    for (long height = OLDEST; height <= HEIGHTS; height++) {
      ProvedState value = client.getAt(height, TestChain.KEY);
      assertEquals(height, value.height());
      TestChain.Height then = chain.at(height).orElseThrow();
      assertEquals(TestChain.held(then, TestChain.KEY), value.value());
      assertEquals(
          TestChain.held(then, LyingNodesTest.NOTHING),
          client.getAt(height, LyingNodesTest.NOTHING).value());
    }
  }

  @Test
  @DisplayName("that nodes no longer hold, or that none has reached, is an error of its own")
  void outside() {
    BlockingClient client = client(new ScriptedNode(chain), new ScriptedNode(chain));
    PrunedException pruned =
        assertThrows(PrunedException.class, () -> client.getAt(OLDEST - 1, TestChain.KEY));
    assertEquals(2, pruned.nodes());
    UnavailableException ahead =
        assertThrows(UnavailableException.class, () -> client.getAt(HEIGHTS + 1, TestChain.KEY));
    assertTrue(ahead.getMessage().contains("NOT_YET"), ahead.getMessage());
    assertThrows(IllegalArgumentException.class, () -> client.getAt(0, TestChain.KEY));
  }

  @Test
  @DisplayName("is answered by whoever still holds it")
  void heldElsewhere() throws Exception {
    TestChain behind = Lie.history("past", TestChain.Certified.SOUNDLY, "right ", HEIGHTS - 1);
    BlockingClient client = client(new ScriptedNode(chain), new ScriptedNode(behind));
    assertEquals(
        Optional.of(Bytes.utf8("right " + (OLDEST - 1))),
        client.getAt(OLDEST - 1, TestChain.KEY).value());
  }

  @Test
  @DisplayName("is not taken from a node that proves another height")
  void anotherHeight() {
    ScriptedNode liar =
        new ScriptedNode(chain) {
          @Override
          public void getState(GetStateRequest request, StreamObserver<GetStateResponse> out) {
            super.getState(request.toBuilder().setHeight(request.getHeight() + 1).build(), out);
          }
        };
    BlockingClient client = client(liar);
    ClientException caught =
        assertInstanceOf(
            UnavailableException.class,
            assertThrows(ClientException.class, () -> client.getAt(HEIGHTS - 3, TestChain.KEY)));
    assertTrue(caught.getMessage().contains("height 22, not 21"), caught.getMessage());
  }

  private BlockingClient client(ScriptedNode... nodes) {
    open.addAll(List.of(nodes));
    List<URI> uris = Stream.of(nodes).map(ScriptedNode::uri).toList();
    QuorateClient client = QuorateClient.connect(ClientConfig.of(chain.genesis, uris));
    open.add(client);
    return client.blocking();
  }
}

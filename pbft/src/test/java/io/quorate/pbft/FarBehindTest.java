package io.quorate.pbft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.consensus.Block;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.engine.Effect;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.Signature;
import io.quorate.pbft.PbftMessage.Decision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Review: fetching what is far. */
final class FarBehindTest {
  private final Scribe scribe = new Scribe(Pbft.fixture(4));

  @Test
  void aFarChainIsNeverFetchedWhole() {
    Solo solo = new Solo(scribe, 0);
    VoteContent content =
        new VoteContent(
            scribe.fixture.epoch.chain(),
            scribe.fixture.epoch.number(),
            Phase.PBFT_COMMIT,
            7,
            9_000,
            Sha256.hash(Bytes.utf8("far")));
    QuorumCertificate proof = scribe.qc(content, scribe.firstQuorum());
    solo.receive(new SignedMessage(1, new Decision(proof), Signature.NONE));
    solo.expire();
    assertEquals(List.of(), solo.all(Effect.FetchBlock.class), "9,000 blocks in one fetch");
  }

  @Test
  void whatIsFetchedIsKept() {
    Solo solo = new Solo(scribe, 0);
    List<Block> chain = new ArrayList<>();
    Block at = scribe.root();
    for (int i = 1; i <= 16; i++) {
      at = scribe.block(at, 1, i);
      chain.add(at);
    }
    for (int i = 0; i < 48; i++) {
      solo.fetched(scribe.block(scribe.root(), 1, 1_000 + i));
    }
    QuorumCertificate proof = scribe.committed(1, at);
    solo.receive(new SignedMessage(1, new Decision(proof), Signature.NONE));
    int rounds = 0;
    boolean first = true;
    while (solo.commits().isEmpty() && rounds < 100) {
      if (!first) {
        solo.expire();
      }
      first = false;
      List<Effect.FetchBlock> asked = solo.all(Effect.FetchBlock.class);
      if (asked.size() > rounds) {
        rounds = asked.size();
        Block top =
            chain.stream()
                .filter(b -> b.hash().equals(asked.getLast().block()))
                .findFirst()
                .orElseThrow();
        solo.fetched(chain.subList(0, (int) top.height()).toArray(Block[]::new));
      }
    }
    System.out.println("rounds " + rounds);
    assertEquals(1, rounds);
  }
}

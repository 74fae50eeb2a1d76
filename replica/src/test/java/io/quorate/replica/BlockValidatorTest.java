package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.Block;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Payload;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.Verdict.Reason;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignatureSchemes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BlockValidatorTest {
  private static final long NOW = 1_005;

  private final Network network = new Network();
  private final Block parent = network.genesis().block();
  private final BlockValidator validator = new BlockValidator(network.epoch(), ProposalRules.ANY);

  private Block with(Transaction... transactions) {
    return network.block(parent, transactions);
  }

  private Block carrying(Equivocation... evidence) {
    return network.block(parent, new Payload(List.of(), List.of(evidence)), 1);
  }

  private Reason refused(Block block) {
    return reason(validator.validate(block, parent, NOW));
  }

  private static Reason reason(Verdict verdict) {
    return assertInstanceOf(Verdict.Refused.class, verdict).reason();
  }

  /** A block that says about itself whatever it likes, as a peer can. */
  private Block saying(Hash chain, long epoch, long height, Hash over, long timeMillis) {
    Encoder out = new Encoder();
    out.hash(chain).u64(epoch).u64(height).u64(1).hash(over).u32(1).u64(timeMillis);
    out.hash(Payload.EMPTY.root());
    Payload.EMPTY.encode(out);
    return Block.decode(out.toBytes()).orThrow();
  }

  @Test
  @DisplayName("a proper block with transactions and evidence is accepted")
  void proper() {
    Payload payload =
        new Payload(
            List.of(network.transaction(1, 1, "a"), network.transaction(1, 2, "b")),
            List.of(network.equivocation(2, 1), network.equivocation(3, 1)));
    assertTrue(validator.validate(network.block(parent, payload, 1), parent, NOW).accepted());
  }

  @Test
  @DisplayName("the header must be of this chain and epoch, over the parent, one height above it")
  void header() {
    Hash chain = network.epoch().chain();
    Hash over = parent.hash();
    assertTrue(validator.validate(saying(chain, 0, 1, over, 1_000), parent, NOW).accepted());
    assertEquals(Reason.WRONG_CHAIN, refused(saying(Network.hash("other"), 0, 1, over, 1_000)));
    assertEquals(Reason.WRONG_EPOCH, refused(saying(chain, 1, 1, over, 1_000)));
    assertEquals(Reason.WRONG_EPOCH, refused(saying(chain, 0, 0, over, 1_000)));
    assertEquals(Reason.WRONG_PARENT, refused(saying(chain, 0, 1, Network.hash("other"), 1_000)));
    assertEquals(Reason.WRONG_HEIGHT, refused(saying(chain, 0, 2, over, 1_000)));
  }

  @Test
  @DisplayName("block time neither goes back nor far ahead of the replica's clock")
  void time() {
    Hash chain = network.epoch().chain();
    long drift = network.epoch().parameters().maxClockDriftMillis();
    assertEquals(Reason.WRONG_TIME, refused(saying(chain, 0, 1, parent.hash(), 999)));
    assertTrue(
        validator
            .validate(saying(chain, 0, 1, parent.hash(), NOW + drift), parent, NOW)
            .accepted());
    assertEquals(Reason.WRONG_TIME, refused(saying(chain, 0, 1, parent.hash(), NOW + drift + 1)));
    assertEquals(Reason.WRONG_TIME, refused(saying(chain, 0, 1, parent.hash(), Long.MAX_VALUE)));
  }

  @Test
  @DisplayName("a transaction of another chain, expired, or twice in the block refuses the block")
  void transactions() {
    PrivateKey key =
        SignatureSchemes.of(SchemeId.ED25519).privateKey(Network.hash("client1").bytes());
    Transaction foreign =
        Transaction.sign(Network.hash("other"), key, 1, 100, io.quorate.crypto.Bytes.utf8("a"));
    Transaction fine = network.transaction(1, 1, "a");
    assertEquals(Reason.WRONG_CHAIN, refused(with(fine, foreign)));
    assertEquals(Reason.EXPIRED, refused(with(fine, network.transaction(1, 2, 0, "b"))));
    assertTrue(
        validator.validate(with(network.transaction(1, 2, 1, "b")), parent, NOW).accepted(),
        "the expiry height itself is still good");
    assertEquals(Reason.BAD_PAYLOAD, refused(with(fine, fine)));
  }

  @Test
  @DisplayName("more transactions, or more bytes, than the chain allows")
  void sizes() {
    Epoch epoch = network.epoch();
    ChainParameters small = new ChainParameters(200, 400, 2, 1_000, 4, 100, 100, 100);
    BlockValidator strict =
        new BlockValidator(
            new Epoch(
                epoch.chain(),
                0,
                1,
                Long.MAX_VALUE,
                epoch.engine(),
                epoch.validators(),
                small,
                epoch.scheme()),
            ProposalRules.ANY);
    List<Transaction> three = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      three.add(network.transaction(i, 1, ""));
    }
    assertEquals(
        Reason.TOO_LARGE,
        reason(strict.validate(with(three.toArray(Transaction[]::new)), parent, NOW)));
    assertTrue(strict.validate(with(three.get(0), three.get(1)), parent, NOW).accepted());
    Transaction long200 = network.transaction(1, 1, "x".repeat(52));
    Transaction long201 = network.transaction(2, 1, "x".repeat(53));
    assertEquals(200, long200.encoded().size());
    assertTrue(
        strict
            .validate(with(long200, network.transaction(2, 1, "x".repeat(52))), parent, NOW)
            .accepted());
    assertEquals(Reason.TOO_LARGE, reason(strict.validate(with(long201), parent, NOW)));
  }

  @Test
  @DisplayName("evidence that proves nothing, or one offence twice, refuses the block")
  void evidence() {
    Equivocation good = network.equivocation(2, 1);
    SignedVote smaller = good.first();
    SignedVote larger = good.second();
    Equivocation unsigned =
        new Equivocation(
            smaller, new SignedVote(larger.signer(), larger.content(), Signature.NONE));
    assertEquals(Reason.BAD_SIGNATURE, refused(carrying(unsigned)));
    assertEquals(Reason.BAD_EVIDENCE, refused(carrying(new Equivocation(larger, smaller))));
    assertEquals(Reason.BAD_EVIDENCE, refused(carrying(good, good)));
  }
}

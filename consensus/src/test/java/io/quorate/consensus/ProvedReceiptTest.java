package io.quorate.consensus;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.wire.Decoded;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.MerkleProof;
import io.quorate.crypto.MerkleTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProvedReceiptTest {
  private final TestChain chain = TestChain.ofEqual(4);
  private final List<Receipt> receipts = receipts(5);
  private final FinalityCertificate certificate = certify(receipts);

  private static List<Receipt> receipts(int count) {
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      receipts.add(
          new Receipt(
              TestChain.hash("tx" + i), 9, i, Receipt.Status.EXECUTED, Bytes.utf8("out" + i)));
    }
    return receipts;
  }

  private FinalityCertificate certify(List<Receipt> of) {
    Attestation attestation =
        new Attestation(
            chain.epoch().chain(),
            0,
            9,
            TestChain.hash("block"),
            TestChain.hash("state"),
            MerkleTree.root(of.stream().map(Receipt::encoded).toList()),
            Hash.ZERO);
    return new FinalityCertificate(attestation, chain.aggregate(attestation, 0, 1, 2));
  }

  private ProvedReceipt proved(int index) {
    List<Bytes> leaves = receipts.stream().map(Receipt::encoded).toList();
    return new ProvedReceipt(receipts.get(index), MerkleTree.prove(leaves, index), certificate);
  }

  private static Bytes flip(Bytes bytes, int bit) {
    byte[] flipped = bytes.toArray();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return Bytes.wrap(flipped);
  }

  @Test
  @DisplayName("every receipt of the block proves itself")
  void valid() {
    for (int i = 0; i < receipts.size(); i++) {
      assertTrue(proved(i).verify(chain.epoch()).accepted());
    }
  }

  @Test
  @DisplayName("a receipt with any bit flipped is not proved")
  void receiptBits() {
    ProvedReceipt proved = proved(2);
    Bytes encoded = proved.receipt().encoded();
    int decodable = 0;
    for (int bit = 0; bit < encoded.size() * 8; bit++) {
      if (Receipt.decode(flip(encoded, bit)) instanceof Decoded.Ok<Receipt>(Receipt other)) {
        decodable++;
        assertFalse(
            new ProvedReceipt(other, proved.path(), certificate).verify(chain.epoch()).accepted(),
            "bit " + bit);
      }
    }
    assertTrue(decodable > 32 * 8, "at least the id's bits decode");
  }

  @Test
  @DisplayName("a path with any bit of its index or hashes flipped does not prove")
  void pathBits() {
    ProvedReceipt proved = proved(2);
    Bytes encoded = proved.path().encode();
    int decodable = 0;
    for (int bit = 0; bit < encoded.size() * 8; bit++) {
      Optional<MerkleProof> path = MerkleProof.decode(flip(encoded, bit));
      boolean size = bit >= 64 && bit < 128;
      if (path.isPresent() && !size) {
        decodable++;
        ProvedReceipt forged = new ProvedReceipt(proved.receipt(), path.get(), certificate);
        assertFalse(forged.verify(chain.epoch()).accepted(), "bit " + bit);
      }
    }
    assertTrue(decodable >= 3 * 256, "every bit of three hashes decodes");
  }

  @Test
  @DisplayName("a certificate with any bit flipped does not certify")
  void certificateBits() {
    ProvedReceipt proved = proved(2);
    Bytes encoded = certificate.encoded();
    for (int bit = 0; bit < encoded.size() * 8; bit++) {
      if (FinalityCertificate.decode(flip(encoded, bit))
          instanceof Decoded.Ok<FinalityCertificate>(FinalityCertificate other)) {
        assertFalse(
            new ProvedReceipt(proved.receipt(), proved.path(), other)
                .verify(chain.epoch())
                .accepted(),
            "bit " + bit);
      }
    }
  }

  @Test
  @DisplayName("another receipt's path, another height's certificate and other roots are refused")
  void mixed() {
    ProvedReceipt two = proved(2);
    ProvedReceipt three = proved(3);
    assertFalse(
        new ProvedReceipt(two.receipt(), three.path(), certificate)
            .verify(chain.epoch())
            .accepted());
    Attestation later = chain.attestation(10);
    FinalityCertificate other = new FinalityCertificate(later, chain.aggregate(later, 0, 1, 2));
    assertFalse(
        new ProvedReceipt(two.receipt(), two.path(), other).verify(chain.epoch()).accepted());
    FinalityCertificate fewer = certify(receipts.subList(0, 4));
    ProvedReceipt cut = new ProvedReceipt(two.receipt(), two.path(), fewer);
    assertFalse(cut.verify(chain.epoch()).accepted());
    assertFalse(cut.verifyPath().accepted());
  }
}

package io.quorate.consensus;

import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.MerkleTree;
import io.quorate.crypto.Sha256;
import java.util.List;

/**
 * What a block carries.
 *
 * @param transactions in the order of execution
 * @param evidence proofs of misbehaviour, handed to the application with the block
 */
public record Payload(List<Transaction> transactions, List<Equivocation> evidence) {
  /** Nothing. */
  public static final Payload EMPTY = new Payload(List.of(), List.of());

  /** Copies the lists. */
  public Payload {
    transactions = List.copyOf(transactions);
    evidence = List.copyOf(evidence);
  }

  /** Whether it carries nothing. */
  public boolean isEmpty() {
    return transactions.isEmpty() && evidence.isEmpty();
  }

  /**
   * Commits to every byte of the payload: the Merkle root over the encoded transactions, and that
   * of the evidence.
   */
  public Hash root() {
    List<Bytes> encodedTransactions = transactions.stream().map(Transaction::encoded).toList();
    List<Bytes> encodedEvidence = evidence.stream().map(Equivocation::encoded).toList();
    return Sha256.tagged(
        "quorate/payload/1",
        MerkleTree.root(encodedTransactions).bytes(),
        MerkleTree.root(encodedEvidence).bytes());
  }

  /** Writes the canonical form. */
  public void encode(Encoder out) {
    out.list(transactions, (o, t) -> o.fixed(t.encoded()));
    out.list(evidence, (o, e) -> e.encode(o));
  }

  /** Reads the canonical form. */
  public static Payload decode(Decoder in) throws MalformedInput {
    return new Payload(
        in.list(Limits.BLOCK_TRANSACTIONS, Transaction.OVERHEAD, Transaction::decode),
        in.list(Limits.BLOCK_EVIDENCE, Equivocation.MINIMUM_SIZE, Equivocation::decode));
  }
}

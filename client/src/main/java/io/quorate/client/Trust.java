package io.quorate.client;

import com.google.protobuf.ByteString;
import io.quorate.api.ProtoBytes;
import io.quorate.api.ReceiptWithPath;
import io.quorate.consensus.Block;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.Limits;
import io.quorate.consensus.Proved;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.ProvedState;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.wire.Decoded;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.MerkleProof;
import io.quorate.crypto.MerkleTree;
import io.quorate.crypto.SparseMerkleProof;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Decides what is true: everything is decoded and verified here, down to the trusted validators.
 * What does not hold is a {@link Lie}. Certificates that held are remembered by content, so that
 * one is verified once. Thread-safe.
 */
final class Trust {
  private static final int REMEMBERED = 1_024;

  private final Epoch epoch;
  private final LinkedHashMap<ByteString, FinalityCertificate> verified = new LinkedHashMap<>();
  private long highest;

  Trust(Epoch epoch) {
    this.epoch = epoch;
  }

  /** A node said something that does not hold. */
  static final class Lie extends Exception {
    private static final long serialVersionUID = 1L;
    private final String what;

    Lie(String what) {
      super(what, null, false, false);
      this.what = what;
    }

    String what() {
      return what;
    }
  }

  Epoch epoch() {
    return epoch;
  }

  /** The highest height this client has seen proved. */
  synchronized long highest() {
    return highest;
  }

  FinalityCertificate certificate(ByteString encoded) throws Lie {
    Optional<FinalityCertificate> known = known(encoded);
    if (known.isPresent()) {
      return known.get();
    }
    FinalityCertificate certificate =
        decoded(FinalityCertificate.decode(ProtoBytes.fromProto(encoded)));
    if (certificate.verify(epoch) instanceof Verdict.Refused refused) {
      throw new Lie(refused.detail());
    }
    remember(encoded, certificate);
    return certificate;
  }

  /** A receipt under a certificate that {@link #certificate} returned. */
  ProvedReceipt receipt(FinalityCertificate certificate, ReceiptWithPath message) throws Lie {
    Receipt receipt = decoded(Receipt.decode(ProtoBytes.fromProto(message.getReceipt())));
    MerkleProof path =
        MerkleProof.decode(ProtoBytes.fromProto(message.getPath()))
            .orElseThrow(() -> new Lie("the receipt's path is malformed"));
    return holding(new ProvedReceipt(receipt, path, certificate));
  }

  ProvedReceipt receipt(io.quorate.api.ProvedReceipt message) throws Lie {
    return receipt(certificate(message.getCertificate()), message.getReceipt());
  }

  /** The value of a key of the state tree, or its proved absence. */
  ProvedState state(Bytes key, Optional<Bytes> value, ByteString proof, ByteString certificate)
      throws Lie {
    SparseMerkleProof path =
        SparseMerkleProof.decode(ProtoBytes.fromProto(proof))
            .orElseThrow(() -> new Lie("the state proof is malformed"));
    return holding(new ProvedState(key, value, path, certificate(certificate)));
  }

  ProvedBlock block(io.quorate.api.FinalizedBlock message) throws Lie {
    FinalityCertificate certificate = certificate(message.getCertificate());
    Block block = decoded(Block.decode(ProtoBytes.fromProto(message.getBlock())));
    if (!block.hash().equals(certificate.attestation().block())
        || block.height() != certificate.attestation().height()) {
      throw new Lie("the block is not the certified one");
    }
    if (message.getReceiptsCount() > Limits.BLOCK_TRANSACTIONS) {
      throw new Lie("more receipts than a block can have");
    }
    List<Bytes> leaves = message.getReceiptsList().stream().map(ProtoBytes::fromProto).toList();
    if (!MerkleTree.root(leaves).equals(certificate.attestation().receiptsRoot())) {
      throw new Lie("the receipts are not the certified ones");
    }
    List<Receipt> receipts = new ArrayList<>(leaves.size());
    for (Bytes leaf : leaves) {
      receipts.add(decoded(Receipt.decode(leaf)));
    }
    return new ProvedBlock(block, certificate, receipts);
  }

  private static <T extends Proved> T holding(T proved) throws Lie {
    if (proved.verifyPath() instanceof Verdict.Refused refused) {
      throw new Lie(refused.detail());
    }
    return proved;
  }

  static <T> T decoded(Decoded<T> decoded) throws Lie {
    return switch (decoded) {
      case Decoded.Ok<T> ok -> ok.value();
      case Decoded.Malformed<T> malformed -> throw new Lie(malformed.reason());
    };
  }

  private synchronized Optional<FinalityCertificate> known(ByteString encoded) {
    return Optional.ofNullable(verified.get(encoded));
  }

  private synchronized void remember(ByteString encoded, FinalityCertificate certificate) {
    verified.put(encoded, certificate);
    if (verified.size() > REMEMBERED) {
      verified.pollFirstEntry();
    }
    highest = Math.max(highest, certificate.attestation().height());
  }
}

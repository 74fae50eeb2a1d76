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
import java.util.SequencedMap;

/**
 * Decides what is true: everything is decoded and verified here, down to the trusted validators.
 * What does not hold is a {@link Lie}. Certificates that held are remembered by content, so that
 * one is verified once.
 *
 * <p>It believes the epoch it was given, and each later one on the word of the certificate of the
 * last height before it, which names it (DESIGN section 4). Thread-safe.
 */
final class Trust {
  private static final int REMEMBERED = 1_024;

  private final SequencedMap<Long, Epoch> epochs = new LinkedHashMap<>();
  private final LinkedHashMap<ByteString, FinalityCertificate> verified = new LinkedHashMap<>();
  private final Epoch first;
  private long highest;

  /**
   * @param epoch what is trusted to begin with; what comes before it is final, as it ended
   */
  Trust(Epoch epoch) {
    first = epoch;
    highest = epoch.firstHeight() - 1;
    epochs.put(epoch.number(), epoch);
  }

  /** A node said something that does not hold. */
  static class Lie extends Exception {
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

  /** A certificate of an epoch that is not known here yet; {@link EpochLinks} finds out. */
  static final class Ahead extends Lie {
    private static final long serialVersionUID = 1L;
    private final transient ByteString certificate;

    Ahead(ByteString certificate, long epoch) {
      super("nothing shows that epoch " + epoch + " follows from what is trusted");
      this.certificate = certificate;
    }

    ByteString certificate() {
      return certificate;
    }
  }

  /**
   * A certificate of an epoch before the trusted one. Nothing that this client holds says whether
   * it is sound, so it proves nothing and makes nobody a liar.
   */
  static final class BeforeTrusted extends Lie {
    private static final long serialVersionUID = 1L;

    BeforeTrusted(long epoch, Epoch trusted) {
      super(
          "it shows a certificate of epoch "
              + epoch
              + ", which comes before the trusted one ("
              + trusted.number()
              + ", from height "
              + trusted.firstHeight()
              + ")");
    }
  }

  /** The first height of which anything can be believed. */
  long firstHeight() {
    return first.firstHeight();
  }

  /** The latest epoch that is believed. */
  synchronized Epoch epoch() {
    return epochs.lastEntry().getValue();
  }

  /**
   * The height whose certificate names the next epoch that has to be believed before {@code
   * certificate} can be judged; empty when none has.
   */
  Optional<Long> missingLink(ByteString certificate) throws Lie {
    if (known(certificate).isPresent()) {
      return Optional.empty();
    }
    FinalityCertificate wanted =
        decoded(FinalityCertificate.decode(ProtoBytes.fromProto(certificate)));
    Epoch latest = epoch();
    return wanted.attestation().epoch() > latest.number()
        ? Optional.of(latest.lastHeight())
        : Optional.empty();
  }

  /** Believes the next epoch if this is the certificate of the latest one's last height. */
  void link(ByteString encoded) throws Lie {
    FinalityCertificate certificate =
        decoded(FinalityCertificate.decode(ProtoBytes.fromProto(encoded)));
    Epoch of = believed(certificate.attestation().epoch());
    if (certificate.verify(of) instanceof Verdict.Refused refused) {
      throw new Lie(refused.detail());
    }
    if (certificate.attestation().height() != of.lastHeight()) {
      throw new Lie("height " + certificate.attestation().height() + " ends no epoch");
    }
    // Verified with it: the certificate names exactly this epoch as the next one.
    Epoch next = of.next();
    synchronized (this) {
      epochs.putIfAbsent(next.number(), next);
    }
  }

  private synchronized Epoch believed(long number) throws Lie {
    Epoch epoch = epochs.get(number);
    if (epoch == null) {
      throw new Lie("a certificate of epoch " + number + " where another was asked for");
    }
    return epoch;
  }

  private synchronized Epoch known(long number, ByteString certificate) throws Lie {
    Epoch epoch = epochs.get(number);
    if (epoch != null) {
      return epoch;
    }
    throw number > epoch().number()
        ? new Ahead(certificate, number)
        : new BeforeTrusted(number, first);
  }

  /** The highest height this client has seen proved, or knows to be final from the start. */
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
    Epoch epoch = known(certificate.attestation().epoch(), encoded);
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

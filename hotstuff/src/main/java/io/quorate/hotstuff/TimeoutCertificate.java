package io.quorate.hotstuff;

import io.quorate.consensus.CertificateChecks;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.Limits;
import io.quorate.consensus.Phase;
import io.quorate.consensus.QuorumCertificate;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.AggregateSignature;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A quorum gave up a view. Every signer signed the view together with the view of its own highest
 * certificate, so whoever assembles the certificate cannot hide the highest of them (Jolteon, arXiv
 * 2106.10362, section 3, "timeout certificate").
 *
 * @param view the view given up
 * @param highViews per signer, in the order of their indexes, the view of its highest certificate
 * @param signature signers and aggregate over each signer's own statement
 * @param highQc the certificate of the highest of those views
 */
public record TimeoutCertificate(
    long view, List<Long> highViews, AggregateSignature signature, QuorumCertificate highQc) {

  /** Copies the list. */
  public TimeoutCertificate {
    highViews = List.copyOf(highViews);
  }

  /** What a validator whose highest certificate is of {@code highView} signs to give up a view. */
  public static VoteContent content(Hash chain, long epoch, long view, long highView) {
    Hash subject =
        Sha256.tagged("quorate/hotstuff/high-view/1", new Encoder(8).u64(highView).toBytes());
    return new VoteContent(chain, epoch, Phase.HOTSTUFF_TIMEOUT, view, 0, subject);
  }

  /** The highest certified view that a signer claimed; 0 when there is no signer. */
  public long highestView() {
    return highViews.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** The exact bytes each signer signed. */
  SortedMap<Integer, Bytes> messages(Epoch epoch) {
    SortedMap<Integer, Bytes> messages = new TreeMap<>();
    List<Integer> signers = signature.signers().indexes();
    for (int i = 0; i < signers.size(); i++) {
      VoteContent content = content(epoch.chain(), epoch.number(), view, highViews.get(i));
      messages.put(signers.get(i), content.signingBytes());
    }
    return messages;
  }

  /** Writes the canonical form. */
  void encode(Encoder out) {
    out.u64(view).list(highViews, Encoder::u64);
    CertificateChecks.encode(out, signature);
    highQc.encode(out);
  }

  /** Reads the canonical form. */
  static TimeoutCertificate decode(Decoder in) throws MalformedInput {
    long view = in.u64();
    List<Long> highViews = in.list(Limits.VALIDATORS, Long.BYTES, Decoder::u64);
    return new TimeoutCertificate(
        view, highViews, CertificateChecks.decode(in), QuorumCertificate.decode(in));
  }
}

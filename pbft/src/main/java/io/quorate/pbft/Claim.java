package io.quorate.pbft;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Phase;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import java.util.List;
import java.util.Optional;

/**
 * What a view change says, without the certificates that prove it (section 4.4, the sets C and P).
 * It speaks of contents alone, since two certificates of one content prove the same.
 *
 * @param stable the sender's stable checkpoint, empty at the epoch's start
 * @param decided the highest block it knows to be committed
 * @param prepared its prepared runs: views falling, heights rising, all above stable and decided;
 *     each speaks for the heights between the one before and its own
 */
public record Claim(
    Optional<Attestation> stable, Optional<VoteContent> decided, List<VoteContent> prepared) {
  /** Most runs of one claim: bounds view changes and new views in bytes. */
  public static final int MOST_RUNS = 6;

  /** Copies the list. */
  public Claim {
    prepared = List.copyOf(prepared);
  }

  /** The height above which it reports prepared blocks; {@code origin} where nothing is final. */
  long base(long origin) {
    long decidedHeight = decided.map(VoteContent::height).orElse(origin);
    return Math.max(stableHeight(origin), decidedHeight);
  }

  /** The low watermark. */
  long stableHeight(long origin) {
    return stable.map(Attestation::height).orElse(origin);
  }

  /** What the sender of a view change with this claim signs. */
  VoteContent toSign(Hash chain, long epoch, long view) {
    return new VoteContent(chain, epoch, Phase.PBFT_VIEW_CHANGE, view, 0, digest());
  }

  Hash digest() {
    Encoder out = new Encoder(512);
    encode(out);
    return Sha256.tagged("quorate/pbft/claim/1", out.toBytes());
  }

  void encode(Encoder out) {
    out.bool(stable.isPresent());
    stable.ifPresent(attestation -> attestation.encode(out));
    out.bool(decided.isPresent());
    decided.ifPresent(content -> content.encode(out));
    out.list(prepared, (o, content) -> content.encode(o));
  }

  static Claim decode(Decoder in) throws MalformedInput {
    Optional<Attestation> stable =
        in.bool() ? Optional.of(Attestation.decode(in)) : Optional.empty();
    Optional<VoteContent> decided =
        in.bool() ? Optional.of(VoteContent.decode(in)) : Optional.empty();
    return new Claim(stable, decided, in.list(MOST_RUNS, VoteContent.SIZE, VoteContent::decode));
  }
}

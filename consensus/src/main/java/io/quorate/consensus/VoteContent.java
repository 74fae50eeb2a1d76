package io.quorate.consensus;

import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;

/**
 * The content of a vote: its whole domain and its subject. All signers of one certificate signed
 * these same bytes.
 *
 * @param chain the chain's id
 * @param epoch the epoch
 * @param phase the phase, which implies the engine
 * @param view the view (round)
 * @param height the height of the block voted for
 * @param subject the block's hash, or the digest of a larger statement (a timeout's highest
 *     certified view)
 */
public record VoteContent(Hash chain, long epoch, Phase phase, long view, long height, Hash subject)
    implements SigningContent {
  /** Bytes of the encoding. */
  public static final int SIZE = 32 + 8 + 1 + 8 + 8 + 32;

  private static final Bytes TAG = Bytes.utf8("quorate/vote/1\n");

  @Override
  public Bytes signingBytes() {
    Encoder out = new Encoder(TAG.size() + 1 + SIZE).fixed(TAG).u8(phase.engine().code());
    encode(out);
    return out.toBytes();
  }

  /** Writes the canonical form. */
  public void encode(Encoder out) {
    out.hash(chain).u64(epoch).u8(phase.code()).u64(view).u64(height).hash(subject);
  }

  /** Reads the canonical form. */
  public static VoteContent decode(Decoder in) throws MalformedInput {
    Hash chain = in.hash();
    long epoch = in.u64();
    int code = in.u8();
    Phase phase = Phase.ofCode(code).orElse(null);
    if (phase == null) {
      throw new MalformedInput("unknown phase " + code);
    }
    return new VoteContent(chain, epoch, phase, in.u64(), in.u64(), in.hash());
  }

  /** Whether {@code other} cannot honestly be signed by a validator that signed this. */
  public boolean contradicts(VoteContent other) {
    if (!chain.equals(other.chain)
        || epoch != other.epoch
        || phase != other.phase
        || view != other.view) {
      return false;
    }
    return switch (phase.slot()) {
      case NONE -> false;
      case VIEW -> !equals(other);
      case HEIGHT_AND_VIEW -> height == other.height && !subject.equals(other.subject);
    };
  }
}

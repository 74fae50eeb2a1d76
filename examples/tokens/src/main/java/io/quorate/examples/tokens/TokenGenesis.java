package io.quorate.examples.tokens;

import io.quorate.application.Codec;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PublicKey;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Who may make tokens. There are none at first.
 *
 * @param governors who votes, each once
 * @param votes how many of them it takes, 1 to all
 */
public record TokenGenesis(List<PublicKey> governors, int votes) {
  /** Most governors. */
  public static final int MAX_GOVERNORS = 64;

  static final Codec<TokenGenesis> CODEC = Codec.of(TokenGenesis::write, TokenGenesis::read);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public TokenGenesis {
    governors = List.copyOf(governors);
    if (governors.isEmpty()
        || governors.size() > MAX_GOVERNORS
        || new LinkedHashSet<>(governors).size() != governors.size()) {
      throw new IllegalArgumentException("there are 1 to 64 governors, all different");
    }
    if (votes < 1 || votes > governors.size()) {
      throw new IllegalArgumentException(
          "votes is " + votes + "; it must be 1 to " + governors.size());
    }
  }

  /** What stands in the genesis of a chain. */
  public Bytes encoded() {
    Encoder out = new Encoder();
    write(out, this);
    return out.toBytes();
  }

  private static void write(Encoder out, TokenGenesis genesis) {
    out.list(genesis.governors(), Codec.SENDER::encode).u32(genesis.votes());
  }

  private static TokenGenesis read(Decoder in) throws MalformedInput {
    List<PublicKey> governors = in.list(MAX_GOVERNORS, 32, Codec.SENDER::decode);
    int votes = in.u32();
    try {
      return new TokenGenesis(governors, votes);
    } catch (IllegalArgumentException e) {
      throw new MalformedInput(String.valueOf(e.getMessage()));
    }
  }
}

package io.quorate.examples.tokens;

import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;

/** What a transaction asks of the tokens; its sender is the account that acts. */
public sealed interface TokenOperation {
  /** Bytes of the longest encoding. */
  int MAX_BYTES = 64;

  /** Who receives. */
  PublicKey to();

  /** How many tokens, at least 1. */
  long amount();

  /**
   * Gives tokens of the sender to another account.
   *
   * @param to the other account
   * @param amount at least 1
   */
  record Transfer(PublicKey to, long amount) implements TokenOperation {
    /** Checks the amount. */
    public Transfer {
      positive(amount);
    }
  }

  /**
   * A governor votes for making new tokens. They are made when enough governors have voted for the
   * same number, receiver and amount.
   *
   * @param number of the decision; one that was carried out is never carried out again
   * @param to who receives them
   * @param amount at least 1
   */
  record Mint(long number, PublicKey to, long amount) implements TokenOperation {
    /** Checks the numbers. */
    public Mint {
      positive(amount);
      if (number < 0) {
        throw new IllegalArgumentException("the number of a decision is not negative");
      }
    }
  }

  /** The payload that {@link #decode} reads back. */
  default Bytes encoded() {
    Encoder out = new Encoder(MAX_BYTES);
    switch (this) {
      case Transfer(PublicKey to, long amount) -> out.u8(1).fixed(to.bytes()).u64(amount);
      case Mint(long number, PublicKey to, long amount) ->
          out.u8(2).u64(number).fixed(to.bytes()).u64(amount);
    }
    return out.toBytes();
  }

  /** The operation that a payload spells. */
  static Decoded<TokenOperation> decode(Bytes payload) {
    return Decoder.decode(payload, MAX_BYTES, TokenOperation::read);
  }

  private static TokenOperation read(Decoder in) throws MalformedInput {
    int kind = in.u8();
    return switch (kind) {
      case 1 -> new Transfer(account(in), amount(in));
      case 2 -> new Mint(in.u64(), account(in), amount(in));
      default -> throw new MalformedInput("unknown kind of operation: " + kind);
    };
  }

  private static PublicKey account(Decoder in) throws MalformedInput {
    return new PublicKey(SchemeId.ED25519, in.fixed(32));
  }

  private static long amount(Decoder in) throws MalformedInput {
    long amount = in.u64();
    if (amount < 1) {
      throw new MalformedInput("an amount is at least 1");
    }
    return amount;
  }

  private static void positive(long amount) {
    if (amount < 1) {
      throw new IllegalArgumentException("an amount is at least 1, not " + amount);
    }
  }
}

package io.quorate.examples.tokens;

import io.quorate.application.Application;
import io.quorate.application.BlockContext;
import io.quorate.application.Codec;
import io.quorate.application.ExecutionResult;
import io.quorate.application.KeySpace;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.application.ReadableState;
import io.quorate.application.State;
import io.quorate.consensus.Event;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.consensus.wire.Decoded;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Accounts, which are public keys, and their tokens. The sum of all balances is the supply, and the
 * supply grows only when enough governors vote for it.
 */
public final class Tokens implements Application {
  /** The name in a genesis. */
  public static final String NAME = "tokens";

  /** Tokens of each account that has some. */
  public static final KeySpace<PublicKey, Long> BALANCES =
      KeySpace.named("balance", Codec.SENDER, Codec.U64);

  /** All tokens there are, under the name "supply". */
  public static final KeySpace<String, Long> TOTALS =
      KeySpace.named("total", Codec.TEXT, Codec.U64);

  /** The key of {@link #TOTALS}. */
  public static final String SUPPLY = "supply";

  private static final KeySpace<String, TokenGenesis> RULES =
      KeySpace.named("rules", Codec.TEXT, TokenGenesis.CODEC);
  private static final String GENESIS = "genesis";

  /** Who voted for a decision that is not carried out, by number, receiver and amount. */
  private static final KeySpace<TokenOperation.Mint, List<PublicKey>> VOTES =
      KeySpace.named(
          "votes",
          Codec.of((out, mint) -> out.fixed(mint.encoded()), Tokens::mint),
          Codec.list(Codec.SENDER, TokenGenesis.MAX_GOVERNORS));

  /** The numbers of the decisions that were carried out. */
  private static final KeySpace<Long, Boolean> MINTED =
      KeySpace.named("minted", Codec.U64, Codec.BOOL);

  @Override
  public int contract() {
    return CONTRACT;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Bytes> samples() {
    PublicKey nobody = new PublicKey(SchemeId.ED25519, Bytes.wrap(new byte[32]));
    return List.of(
        new TokenOperation.Transfer(nobody, 1).encoded(),
        new TokenOperation.Mint(1, nobody, 5).encoded());
  }

  @Override
  public void initialise(Bytes genesisState, State state) {
    switch (Decoder.decode(genesisState, State.MAX_VALUE_BYTES, TokenGenesis.CODEC::decode)) {
      case Decoded.Ok<TokenGenesis>(TokenGenesis genesis) -> RULES.put(state, GENESIS, genesis);
      case Decoded.Malformed<TokenGenesis>(String reason) ->
          throw new IllegalArgumentException("the genesis names no governors: " + reason);
    }
  }

  @Override
  public Verdict check(Transaction transaction, ReadableState state) {
    return switch (TokenOperation.decode(transaction.payload())) {
      case Decoded.Ok<TokenOperation> _ -> Verdict.accept();
      case Decoded.Malformed<TokenOperation>(String reason) ->
          Verdict.refuse(Verdict.Reason.APPLICATION_REFUSED, "no token operation: " + reason);
    };
  }

  @Override
  public ExecutionResult execute(BlockContext block, Transaction transaction, State state) {
    PublicKey sender = transaction.sender();
    return switch (TokenOperation.decode(transaction.payload())) {
      case Decoded.Ok<TokenOperation>(TokenOperation.Transfer transfer) ->
          transfer(sender, transfer, state);
      case Decoded.Ok<TokenOperation>(TokenOperation.Mint mint) -> vote(sender, mint, state);
      case Decoded.Malformed<TokenOperation> _ -> failed("malformed");
    };
  }

  /**
   * {@code balance} of the account whose 32 bytes are the data, {@code supply}, and {@code share},
   * which is both at the same height: "12 of 100".
   */
  @Override
  public QueryResult query(Query query, ReadableState state) {
    String supply = String.valueOf(TOTALS.get(state, SUPPLY, 0L));
    return switch (query.path()) {
      case "supply" -> answer(supply);
      case "balance" -> account(query, account -> balance(state, account));
      case "share" -> account(query, account -> balance(state, account) + " of " + supply);
      default -> new QueryResult.Refused("ask for balance, share or supply");
    };
  }

  @Override
  public List<Query> sampleQueries() {
    Bytes nobody = Bytes.wrap(new byte[SchemeId.ED25519.publicKeySize()]);
    return List.of(new Query("share", nobody, 0), new Query("supply", Bytes.EMPTY, 0));
  }

  private static QueryResult account(Query query, Function<PublicKey, String> asked) {
    return query.data().size() == SchemeId.ED25519.publicKeySize()
        ? answer(asked.apply(new PublicKey(SchemeId.ED25519, query.data())))
        : new QueryResult.Refused("the data is the 32 bytes of an account's public key");
  }

  private static String balance(ReadableState state, PublicKey account) {
    return String.valueOf(BALANCES.get(state, account, 0L));
  }

  private static QueryResult answer(String text) {
    return new QueryResult.Answered(Bytes.utf8(text));
  }

  private static ExecutionResult transfer(
      PublicKey from, TokenOperation.Transfer transfer, State state) {
    long balance = BALANCES.get(state, from, 0L);
    if (balance < transfer.amount()) {
      return failed("the account has " + balance);
    }
    set(state, from, balance - transfer.amount());
    add(state, transfer.to(), transfer.amount());
    return done("transferred", from, transfer);
  }

  private static ExecutionResult vote(PublicKey sender, TokenOperation.Mint mint, State state) {
    TokenGenesis rules = RULES.get(state, GENESIS).orElseThrow();
    if (!rules.governors().contains(sender)) {
      return failed("no governor");
    }
    if (MINTED.contains(state, mint.number())) {
      return failed("this decision was carried out");
    }
    List<PublicKey> votes = new ArrayList<>(VOTES.get(state, mint, List.of()));
    if (votes.contains(sender)) {
      return failed("voted before");
    }
    votes.add(sender);
    if (votes.size() < rules.votes()) {
      VOTES.put(state, mint, votes);
      return done("voted", sender, mint);
    }
    long supply = TOTALS.get(state, SUPPLY, 0L);
    if (supply > Long.MAX_VALUE - mint.amount()) {
      return failed("more tokens than can be counted");
    }
    VOTES.remove(state, mint);
    MINTED.put(state, mint.number(), true);
    TOTALS.put(state, SUPPLY, supply + mint.amount());
    add(state, mint.to(), mint.amount());
    return done("minted", sender, mint);
  }

  private static void add(State state, PublicKey account, long amount) {
    set(state, account, BALANCES.get(state, account, 0L) + amount);
  }

  private static void set(State state, PublicKey account, long balance) {
    if (balance == 0) {
      BALANCES.remove(state, account);
    } else {
      BALANCES.put(state, account, balance);
    }
  }

  private static ExecutionResult done(String what, PublicKey by, TokenOperation operation) {
    Bytes data = new Encoder(96).fixed(by.bytes()).fixed(operation.encoded()).toBytes();
    return new ExecutionResult.Executed(Bytes.utf8(what), List.of(new Event(what, data)));
  }

  private static ExecutionResult failed(String why) {
    return new ExecutionResult.Failed(Bytes.utf8(why));
  }

  private static TokenOperation.Mint mint(Decoder in)
      throws io.quorate.consensus.wire.MalformedInput {
    Bytes encoded = in.fixed(in.remaining());
    return switch (TokenOperation.decode(encoded)) {
      case Decoded.Ok<TokenOperation>(TokenOperation.Mint mint) -> mint;
      case Decoded.Ok<TokenOperation> _, Decoded.Malformed<TokenOperation> _ ->
          throw new io.quorate.consensus.wire.MalformedInput("no decision");
    };
  }
}

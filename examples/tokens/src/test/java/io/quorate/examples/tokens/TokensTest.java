package io.quorate.examples.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.BlockContext;
import io.quorate.application.ExecutionResult;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.application.state.Overlay;
import io.quorate.application.state.StateTree;
import io.quorate.application.state.StateView;
import io.quorate.client.QuorateClient;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.ProvedState;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.storage.MemoryStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.devnet.Devnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tokens")
class TokensTest {
  private static final List<PrivateKey> KEYS = keys();
  private static final PrivateKey ANN = KEYS.get(0);
  private static final PrivateKey BOB = KEYS.get(1);
  private static final PrivateKey CID = KEYS.get(2);
  private static final PrivateKey DAN = KEYS.get(3);
  private static final TokenGenesis GENESIS =
      new TokenGenesis(List.of(ANN.publicKey(), BOB.publicKey(), CID.publicKey()), 2);

  private final Tokens tokens = new Tokens();
  private final MemoryStore store = new MemoryStore();
  private StateTree tree = new StateTree(store, Bytes.EMPTY, 2);
  private Overlay overlay = new Overlay(tree);

  TokensTest() {
    tokens.initialise(GENESIS.encoded(), new StateView(overlay));
  }

  private static List<PrivateKey> keys() {
    List<PrivateKey> keys = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Bytes seed = Sha256.tagged("tokens", Bytes.utf8("key " + i)).bytes();
      keys.add(SignatureSchemes.of(SchemeId.ED25519).privateKey(seed));
    }
    return keys;
  }

  private ExecutionResult execute(PrivateKey sender, Bytes payload) {
    overlay.begin();
    ExecutionResult result =
        tokens.execute(
            new BlockContext(1, 1_000, 0, List.of()),
            Transaction.sign(Hash.ZERO, sender, 1, 100, payload),
            new StateView(overlay));
    switch (result) {
      case ExecutionResult.Executed _ -> overlay.keep();
      case ExecutionResult.Failed _ -> overlay.rollback();
    }
    return result;
  }

  private String did(PrivateKey sender, TokenOperation operation) {
    return execute(sender, operation.encoded()).output().toUtf8();
  }

  private long balance(PrivateKey of) {
    return Tokens.BALANCES.get(new StateView(overlay), of.publicKey(), 0L);
  }

  private long supply() {
    return Tokens.TOTALS.get(new StateView(overlay), Tokens.SUPPLY, 0L);
  }

  private static TokenOperation mint(long number, PrivateKey to, long amount) {
    return new TokenOperation.Mint(number, to.publicKey(), amount);
  }

  private static TokenOperation transfer(PrivateKey to, long amount) {
    return new TokenOperation.Transfer(to.publicKey(), amount);
  }

  @Test
  @DisplayName("are made when enough governors vote for the same thing, once")
  void mint() {
    assertEquals("voted", did(ANN, mint(1, DAN, 100)));
    assertEquals("voted before", did(ANN, mint(1, DAN, 100)));
    assertEquals("voted", did(BOB, mint(1, DAN, 101)), "another amount is another decision");
    assertEquals("no governor", did(DAN, mint(1, DAN, 100)));
    assertEquals(0, supply());
    assertEquals("minted", did(CID, mint(1, DAN, 100)));
    assertEquals("this decision was carried out", did(ANN, mint(1, DAN, 101)));
    assertEquals(100, balance(DAN));
    assertEquals(100, supply());
    did(ANN, mint(2, DAN, Long.MAX_VALUE));
    assertEquals("more tokens than can be counted", did(BOB, mint(2, DAN, Long.MAX_VALUE)));
  }

  @Test
  @DisplayName("move from the sender, never more than it has, also to itself")
  void transfers() {
    did(ANN, mint(1, DAN, 100));
    did(BOB, mint(1, DAN, 100));
    ExecutionResult result = execute(DAN, transfer(ANN, 60).encoded());
    assertEquals(
        "transferred",
        assertInstanceOf(ExecutionResult.Executed.class, result).events().getFirst().topic());
    assertEquals("the account has 40", did(DAN, transfer(ANN, 41)));
    assertEquals("transferred", did(DAN, transfer(DAN, 40)));
    assertEquals("the account has 0", did(CID, transfer(ANN, 1)));
    assertEquals(List.of(60L, 40L), List.of(balance(ANN), balance(DAN)));
  }

  @Test
  @DisplayName("a payload that is no operation, and a genesis without governors, are refused")
  void malformed() {
    Bytes good = transfer(ANN, 1).encoded();
    for (Bytes bad :
        List.of(Bytes.EMPTY, good.slice(0, 40), Bytes.concat(good, good), Bytes.fromHex("09"))) {
      assertEquals("malformed", execute(ANN, bad).output().toUtf8());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> tokens.initialise(Bytes.EMPTY, new StateView(overlay)));
    assertThrows(IllegalArgumentException.class, () -> new TokenGenesis(GENESIS.governors(), 4));
  }

  @Test
  @DisplayName("are conserved over random blocks with restarts between them")
  void conservation() {
    Random random = new Random(5);
    int minted = 0;
    int moved = 0;
    for (int height = 0; height < 60; height++) {
      for (int i = 0; i < 20; i++) {
        PrivateKey sender = KEYS.get(random.nextInt(KEYS.size()));
        PrivateKey to = KEYS.get(random.nextInt(KEYS.size()));
        TokenOperation operation =
            random.nextInt(4) == 0
                ? mint(random.nextInt(12), to, 1 + random.nextInt(2))
                : transfer(to, 1 + random.nextInt(3));
        String result = did(sender, operation);
        minted += result.equals("minted") ? 1 : 0;
        moved += result.equals("transferred") ? 1 : 0;
        assertEquals(supply(), KEYS.stream().mapToLong(this::balance).sum());
      }
      WriteBatch batch = new WriteBatch();
      tree.apply(height, overlay.changes(), batch);
      store.write(batch);
      tree.committed(height);
      if (height % 7 == 3) {
        tree = new StateTree(store, Bytes.EMPTY, 2);
      }
      overlay = new Overlay(tree);
    }
    assertTrue(minted > 5, "minted " + minted);
    assertTrue(moved > 50, "moved " + moved);
  }

  @Test
  @DisplayName("are conserved on a network that loses a node and gets it back")
  void network() throws Exception {
    try (Devnet net = Devnet.local(4, EngineKind.PBFT, new Tokens(), GENESIS.encoded())) {
      QuorateClient client = net.client();
      client.submit(ANN, mint(1, DAN, 1_000).encoded()).get();
      ProvedReceipt minted = client.submit(BOB, mint(1, DAN, 1_000).encoded()).get();
      assertEquals("minted", minted.receipt().events().getFirst().topic());
      net.stop(3);
      List<CompletableFuture<ProvedReceipt>> sent = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        sent.add(client.submit(DAN, transfer(KEYS.get(i % 3), 1 + i).encoded()));
      }
      net.start(3);
      for (CompletableFuture<ProvedReceipt> each : sent) {
        assertEquals(Receipt.Status.EXECUTED, each.get().receipt().status());
      }
      long sum = 0;
      for (PrivateKey key : KEYS) {
        sum += balance(client, key.publicKey());
      }
      assertEquals(1_000, sum);
      assertEquals(1_000 - 465, balance(client, DAN.publicKey()));
      assertEquals("535 of 1000", share(client, DAN.publicKey()));
      assertEquals(List.of(), net.failures());
    }
  }

  /** Computed here; what the nodes say is not looked at. */
  private String share(QuorateClient client, PublicKey of) throws InterruptedException {
    QueryResult result =
        client
            .blocking()
            .queryLinearizable(
                "share",
                of.bytes(),
                (height, state) ->
                    tokens.query(new Query("share", of.bytes(), height), state::apply))
            .answer();
    return assertInstanceOf(QueryResult.Answered.class, result).answer().toUtf8();
  }

  @Test
  @DisplayName("answer what an account has of the supply, and say what else can be asked")
  void queries() {
    did(ANN, mint(1, DAN, 100));
    did(BOB, mint(1, DAN, 100));
    did(DAN, transfer(ANN, 30));
    assertEquals("70 of 100", asked("share", DAN.publicKey().bytes()));
    assertEquals("30", asked("balance", ANN.publicKey().bytes()));
    assertEquals("0", asked("balance", BOB.publicKey().bytes()));
    assertEquals("100", asked("supply", Bytes.EMPTY));
    assertEquals("refused", asked("share", Bytes.EMPTY));
    assertEquals("refused", asked("everything", Bytes.EMPTY));
  }

  private String asked(String path, Bytes data) {
    return switch (tokens.query(new Query(path, data, 1), new StateView(overlay))) {
      case QueryResult.Answered(Bytes answer) -> answer.toUtf8();
      case QueryResult.Refused _ -> "refused";
    };
  }

  private static long balance(QuorateClient client, PublicKey of) throws Exception {
    ProvedState proved = client.getLinearizable(Tokens.BALANCES.key(of)).get();
    return proved.value().map(Tokens.BALANCES::value).orElse(0L);
  }
}

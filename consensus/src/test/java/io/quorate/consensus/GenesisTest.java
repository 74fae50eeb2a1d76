package io.quorate.consensus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.crypto.Bytes;
import io.quorate.crypto.PublicKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Signature;
import io.quorate.crypto.SignatureSchemes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GenesisTest {
  private final TestChain chain = TestChain.ofEqual(4);

  private static Genesis with(Genesis g, List<Validator> validators) {
    return new Genesis(
        g.name(),
        g.timeMillis(),
        g.engine(),
        g.scheme(),
        g.parameters(),
        validators,
        g.application(),
        g.applicationState());
  }

  /** The faults after the last validator was replaced. */
  private static List<String> faults(TestChain chain, Validator last) {
    List<Validator> validators = new ArrayList<>(chain.genesis().validators());
    validators.set(validators.size() - 1, last);
    return with(chain.genesis(), validators).check(chain.scheme());
  }

  private static void one(List<String> faults, String... words) {
    assertEquals(1, faults.size(), faults::toString);
    for (String word : words) {
      assertTrue(faults.getFirst().contains(word), faults::toString);
    }
  }

  @ParameterizedTest
  @EnumSource(SchemeId.class)
  @DisplayName("four proper validators have no fault")
  void proper(SchemeId id) {
    TestChain proper = new TestChain(id, 1, 2, 3, 4);
    assertEquals(List.of(), proper.genesis().check(proper.scheme()));
  }

  @Test
  @DisplayName("fewer than four validators tolerate no fault; more than 256 are too many")
  void count() {
    TestChain three = TestChain.ofEqual(3);
    one(three.genesis().check(three.scheme()), "there are 3");
    one(with(three.genesis(), List.of()).check(three.scheme()), "there are 0");
    List<Validator> many =
        Collections.nCopies(Limits.VALIDATORS + 1, chain.genesis().validators().getFirst());
    assertTrue(
        with(chain.genesis(), many).check(chain.scheme()).getFirst().contains("there are 257"));
  }

  @Test
  @DisplayName("repeated or blank names, repeated keys and network keys are named with their place")
  void repeated() {
    Validator first = chain.genesis().validators().getFirst();
    Validator v = chain.genesis().validators().getLast();
    one(
        faults(chain, new Validator("node0", v.key(), v.possession(), v.networkKey(), v.power())),
        "validators[3]",
        "name");
    one(
        faults(chain, new Validator(" ", v.key(), v.possession(), v.networkKey(), v.power())),
        "validators[3]",
        "name");
    one(
        faults(
            chain,
            new Validator(v.name(), first.key(), first.possession(), v.networkKey(), v.power())),
        "validators[3]",
        "key is used twice");
    one(
        faults(
            chain, new Validator(v.name(), v.key(), v.possession(), first.networkKey(), v.power())),
        "validators[3]",
        "networkKey");
    one(
        faults(chain, new Validator(v.name(), v.key(), v.possession(), Bytes.EMPTY, v.power())),
        "networkKey");
  }

  @Test
  @DisplayName("one repeated name is one fault: it blames no validator that is not repeated")
  void blamesNobodyElse() {
    List<Validator> renamed = new ArrayList<>();
    String[] names = {"a", "a", "a#1", "a#2"};
    for (int i = 0; i < 4; i++) {
      Validator v = chain.genesis().validators().get(i);
      renamed.add(new Validator(names[i], v.key(), v.possession(), v.networkKey(), v.power()));
    }
    one(with(chain.genesis(), renamed).check(chain.scheme()), "validators[1] (a)");
  }

  @Test
  @DisplayName("zero, negative and giant powers")
  void powers() {
    Validator v = chain.genesis().validators().getLast();
    for (long power : new long[] {0, -1, Long.MIN_VALUE, ValidatorSet.MAX_POWER + 1}) {
      one(
          faults(chain, new Validator(v.name(), v.key(), v.possession(), v.networkKey(), power)),
          "power is " + power);
    }
  }

  @ParameterizedTest
  @EnumSource(SchemeId.class)
  @DisplayName("S9: a key without proof of possession, or with another's, is refused")
  void possession(SchemeId id) {
    TestChain proper = new TestChain(id, 1, 1, 1, 1);
    Validator first = proper.genesis().validators().getFirst();
    Validator v = proper.genesis().validators().getLast();
    VoteContent vote = proper.content(1, "block");
    for (Signature proof :
        List.of(
            Signature.NONE,
            first.possession(),
            proper.sign(3, vote),
            proper.key(3).sign(v.key().bytes()))) {
      one(
          faults(proper, new Validator(v.name(), v.key(), proof, v.networkKey(), v.power())),
          "validators[3]",
          "possession");
    }
  }

  @Test
  @DisplayName("S9, S6: points outside the group and the identity are no keys")
  void invalidKeys() {
    TestChain bls = new TestChain(SchemeId.BLS12_381, 1, 1, 1, 1);
    Validator v = bls.genesis().validators().getLast();
    byte[] identity = new byte[48];
    identity[0] = (byte) 0xc0;
    for (byte[] key : new byte[][] {identity, new byte[48]}) {
      PublicKey bad = new PublicKey(SchemeId.BLS12_381, Bytes.wrap(key));
      one(
          faults(bls, new Validator(v.name(), bad, v.possession(), v.networkKey(), v.power())),
          "not a valid");
    }
    byte[] small = new byte[32];
    small[0] = 1;
    Validator e = chain.genesis().validators().getLast();
    PublicKey identity25519 = new PublicKey(SchemeId.ED25519, Bytes.wrap(small));
    one(
        faults(
            chain,
            new Validator(e.name(), identity25519, e.possession(), e.networkKey(), e.power())),
        "not a valid");
  }

  @Test
  @DisplayName("a key of another scheme than the chain's is refused")
  void otherScheme() {
    Validator v = chain.genesis().validators().getLast();
    var key = SignatureSchemes.of(SchemeId.BLS12_381).privateKey(TestChain.seed("bls", 1));
    one(
        faults(
            chain,
            new Validator(
                v.name(), key.publicKey(), key.provePossession(), v.networkKey(), v.power())),
        "scheme");
  }

  @Test
  @DisplayName("all faults are listed at once")
  void allAtOnce() {
    Validator v = chain.genesis().validators().getFirst();
    Validator bad = new Validator("", v.key(), Signature.NONE, v.networkKey(), 0);
    assertEquals(5, faults(chain, bad).size());
  }

  @Test
  @DisplayName("S74: any single change of the genesis changes the chain's id")
  void chainId() {
    Genesis g = chain.genesis();
    List<Validator> reversed = g.validators().reversed();
    ChainParameters p = g.parameters();
    ChainParameters other =
        new ChainParameters(
            p.maxTransactionBytes(),
            p.maxBlockBytes(),
            p.maxBlockTransactions(),
            p.maxExpiryHeights(),
            p.executionLag() + 1,
            p.baseTimeoutMillis(),
            p.maxTimeoutMillis(),
            p.maxClockDriftMillis());
    List<Genesis> variants =
        List.of(
            g,
            new Genesis(
                "test2", 1_000, g.engine(), g.scheme(), p, g.validators(), "kv", Bytes.EMPTY),
            new Genesis(
                "test", 1_001, g.engine(), g.scheme(), p, g.validators(), "kv", Bytes.EMPTY),
            new Genesis(
                "test", 1_000, EngineKind.PBFT, g.scheme(), p, g.validators(), "kv", Bytes.EMPTY),
            new Genesis(
                "test",
                1_000,
                g.engine(),
                SchemeId.BLS12_381,
                p,
                g.validators(),
                "kv",
                Bytes.EMPTY),
            new Genesis(
                "test", 1_000, g.engine(), g.scheme(), other, g.validators(), "kv", Bytes.EMPTY),
            new Genesis("test", 1_000, g.engine(), g.scheme(), p, reversed, "kv", Bytes.EMPTY),
            new Genesis("test", 1_000, g.engine(), g.scheme(), p, g.validators(), "k", Bytes.EMPTY),
            new Genesis(
                "test",
                1_000,
                g.engine(),
                g.scheme(),
                p,
                g.validators(),
                "kv",
                Bytes.utf8("state")));
    Set<Object> ids = new LinkedHashSet<>();
    variants.forEach(variant -> ids.add(variant.chainId()));
    assertEquals(variants.size(), ids.size());
    assertEquals(g.chainId(), g.epoch(chain.scheme()).chain());
    assertNotEquals(g.block().hash(), with(g, reversed).block().hash());
  }

  @Test
  @DisplayName("S74: any single change of any validator changes the set's digest")
  void validatorSetDigest() {
    List<Validator> base = chain.genesis().validators();
    Set<Object> digests = new LinkedHashSet<>();
    digests.add(new ValidatorSet(base).digest());
    int changes = 0;
    for (int i = 0; i < base.size(); i++) {
      Validator v = base.get(i);
      PublicKey key = chain.scheme().privateKey(TestChain.seed("fresh", i)).publicKey();
      for (Validator changed :
          List.of(
              new Validator("x", v.key(), v.possession(), v.networkKey(), v.power()),
              new Validator(v.name(), key, v.possession(), v.networkKey(), v.power()),
              new Validator(v.name(), v.key(), Signature.NONE, v.networkKey(), v.power()),
              new Validator(v.name(), v.key(), v.possession(), TestChain.seed("n", i), v.power()),
              new Validator(v.name(), v.key(), v.possession(), v.networkKey(), 2))) {
        List<Validator> set = new ArrayList<>(base);
        set.set(i, changed);
        digests.add(new ValidatorSet(set).digest());
        changes++;
      }
    }
    digests.add(new ValidatorSet(base.subList(0, 3)).digest());
    assertEquals(changes + 2, digests.size());
  }
}

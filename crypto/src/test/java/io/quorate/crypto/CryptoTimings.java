package io.quorate.crypto;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * Measures the schemes on one thread and prints operations per second. Not a test: run its main
 * method by hand, with {@code --enable-native-access=ALL-UNNAMED}. Counted is the processor time of
 * the thread, which other work on the machine hardly changes; each figure is the best of five
 * rounds after a warm-up.
 */
final class CryptoTimings {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 5;
  private static final int SIGNERS = 32;
  private static final Bytes MESSAGE = Bytes.wrap(new byte[150]);

  private CryptoTimings() {}

  public static void main(String[] arguments) {
    System.out.printf(Locale.ROOT, "%-44s %12s %12s%n", "operation", "per second", "us each");
    measure("SHA-256 of 150 bytes", 200_000, i -> Sha256.hash(MESSAGE));
    List<Bytes> leaves = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      leaves.add(MESSAGE);
    }
    measure("Merkle root of 1000 leaves of 150 bytes", 200, i -> MerkleTree.root(leaves));
    for (Ed25519Libraries.Named library : Ed25519Libraries.all()) {
      scheme("ed25519 " + library, library.scheme(), 5_000);
    }
    scheme("bls12-381", SignatureSchemes.of(SchemeId.BLS12_381), 300);
  }

  private static void scheme(String name, SignatureScheme scheme, int count) {
    List<PrivateKey> signers = new ArrayList<>();
    List<PublicKey> keys = new ArrayList<>();
    List<Signature> signatures = new ArrayList<>();
    for (int i = 0; i < SIGNERS; i++) {
      PrivateKey signer = scheme.privateKey(Sha256.hash(Bytes.utf8("signer " + i)).bytes());
      signers.add(signer);
      keys.add(signer.publicKey());
      signatures.add(signer.sign(MESSAGE));
    }
    measure(name + ": sign", count, i -> signers.get(i % SIGNERS).sign(MESSAGE));
    measure(
        name + ": verify, key known",
        count,
        i -> must(scheme.verify(keys.get(i % SIGNERS), MESSAGE, signatures.get(i % SIGNERS))));
    newKeys(name, scheme, count);
    for (int signersOfQc : new int[] {3, 7, SIGNERS}) {
      List<PublicKey> some = keys.subList(0, signersOfQc);
      Bytes aggregate = scheme.aggregate(signatures.subList(0, signersOfQc)).orElseThrow();
      measure(
          name + ": verify aggregate of " + signersOfQc,
          Math.max(50, count / 10),
          i -> must(scheme.verifyAggregate(some, MESSAGE, aggregate)));
    }
    measure(
        name + ": aggregate " + SIGNERS,
        Math.max(50, count / 10),
        i -> scheme.aggregate(signatures));
  }

  /** More keys than are remembered, so that each verification meets a new one. */
  private static void newKeys(String name, SignatureScheme scheme, int count) {
    int keys = 9_000;
    List<PublicKey> many = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      many.add(scheme.privateKey(Sha256.hash(Bytes.utf8("client " + i)).bytes()).publicKey());
    }
    int[] next = {0};
    measure(
        name + ": check a new key",
        count,
        i -> must(scheme.isValidPublicKey(many.get(next[0]++ % keys))));
  }

  private static void must(boolean answer) {
    if (!answer) {
      throw new IllegalStateException("a valid signature is refused");
    }
  }

  private static void measure(String name, int count, IntConsumer operation) {
    long best = Long.MAX_VALUE;
    for (int round = 0; round <= ROUNDS; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < count; i++) {
        operation.accept(i);
      }
      best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
    }
    double each = best / 1e3 / count;
    System.out.printf(Locale.ROOT, "%-44s %12.0f %12.2f%n", name, 1e6 / each, each);
  }
}

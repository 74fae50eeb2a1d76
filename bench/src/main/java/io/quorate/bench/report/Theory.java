package io.quorate.bench.report;

import java.util.Optional;

/**
 * What a block costs while the network is good, by the protocols' own count: messages between
 * different nodes and signatures made. Every engine has the attestations on top: each node signs
 * what it executed and tells all others.
 *
 * @param messages of the engine, as a formula in n
 * @param engineMessages that formula's value
 * @param signatures under the engine's messages, as a formula in n
 * @param engineSignatures that formula's value
 * @param why what the messages are
 * @param good authenticators received while the leader is correct
 * @param failure authenticators received when a leader failed
 */
record Theory(
    String messages,
    int engineMessages,
    String signatures,
    int engineSignatures,
    String why,
    String good,
    String failure) {

  /** For n nodes; empty for an engine that this page does not know. */
  static Optional<Theory> of(String engine, int n) {
    return switch (engine) {
      case "pbft" ->
          Optional.of(
              new Theory(
                  "2n(n − 1)",
                  2 * n * (n - 1),
                  "2n",
                  2 * n,
                  "pre-prepare to all, prepares and commits from all to all; the pre-prepare is the"
                      + " primary's prepare",
                  "O(n²)",
                  "O(n³)"));
      case "hotstuff" ->
          Optional.of(
              new Theory(
                  "2(n − 1)",
                  2 * (n - 1),
                  "n + 1",
                  n + 1,
                  "proposal to all, votes to the next leader; three rounds overlap",
                  "O(n)",
                  "O(n)"));
      case "tendermint" ->
          Optional.of(
              new Theory(
                  "(2n + 1)(n − 1)",
                  (2 * n + 1) * (n - 1),
                  "2n + 1",
                  2 * n + 1,
                  "proposal to all, prevotes and precommits from all to all",
                  "O(n²)",
                  "O(n²)"));
      default -> Optional.empty();
    };
  }

  /** Attestations from all to all. */
  static int attestationMessages(int n) {
    return n * (n - 1);
  }

  /** The engine's messages and the attestations. */
  int allMessages(int n) {
    return engineMessages + attestationMessages(n);
  }

  /** The engine's signatures and the attestations. */
  int allSignatures(int n) {
    return engineSignatures + n;
  }
}

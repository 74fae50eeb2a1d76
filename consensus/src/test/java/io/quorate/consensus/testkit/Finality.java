package io.quorate.consensus.testkit;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Block;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.crypto.Hash;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who executed which height; a quorum makes it final. */
final class Finality {
  private final Fixture fixture;
  private final TreeMap<Long, Set<Integer>> signers = new TreeMap<>();

  Finality(Fixture fixture) {
    this.fixture = fixture;
  }

  /**
   * One validator executed everything up to {@code height}; true when it is now a quorum that did.
   */
  boolean add(int validator, long height) {
    Set<Integer> who = signers.computeIfAbsent(height, h -> new TreeSet<>());
    boolean before = quorum(who);
    who.add(validator);
    return !before && quorum(who);
  }

  private boolean quorum(Set<Integer> who) {
    return fixture.epoch.validators().isQuorum(fixture.epoch.validators().powerOf(who));
  }

  FinalityCertificate certificate(Block block) {
    Attestation attestation =
        new Attestation(
            fixture.epoch.chain(),
            fixture.epoch.number(),
            block.height(),
            block.hash(),
            Hash.ZERO,
            Hash.ZERO,
            Hash.ZERO);
    return new FinalityCertificate(
        attestation,
        fixture.aggregate(attestation, signers.getOrDefault(block.height(), Set.of())));
  }
}

package io.quorate.replica;

import io.quorate.consensus.Attestation;
import io.quorate.consensus.Phase;
import io.quorate.consensus.SigningContent;
import io.quorate.consensus.VoteContent;
import io.quorate.consensus.storage.KeyValueStore;
import io.quorate.consensus.storage.WriteBatch;
import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The last word before a signature: never two contradicting ones, whatever the engine says and
 * however often the process restarts. Keeps one record per slot and writes it in the batch that
 * becomes durable before the signature leaves. It shares nothing with the engines but the meaning
 * of {@link Phase.Slot}. Not thread-safe.
 */
public final class SigningGuard {
  private static final Bytes PREFIX = Bytes.utf8("g");
  private static final Bytes END = Bytes.utf8("h");
  private static final int ATTESTATION = 0;
  private static final int RETAINED_HEIGHTS = 2_048;

  /** The slot whose view is the lowest epoch that may still be voted in. */
  private static final int FLOOR = 0xff;

  private static final Bytes FLOOR_KEY = slot(FLOOR).toBytes();
  private static final List<Integer> PER_HEIGHT_KINDS = perHeightKinds();

  private final SortedMap<Bytes, Signed> slots = new TreeMap<>();

  /** What was signed last in a slot: the view orders it, the digest names it. */
  private record Signed(long view, Hash digest) {}

  /** Reads back what this replica signed before. */
  public SigningGuard(KeyValueStore store) {
    for (KeyValueStore.Entry entry : store.scan(PREFIX, END, Integer.MAX_VALUE)) {
      slots.put(
          entry.key(),
          Decoder.decode(entry.value(), 40, in -> new Signed(in.u64(), in.hash())).orThrow());
    }
  }

  /**
   * Permits a signature and writes its record to {@code batch}, or refuses it with a reason and
   * writes nothing. Signing the same content again is always permitted: both schemes are
   * deterministic.
   */
  public Optional<String> permit(SigningContent content, WriteBatch batch) {
    return switch (content) {
      case VoteContent vote -> permitVote(vote, batch);
      case Attestation attestation ->
          permit(heightSlot(ATTESTATION, attestation.height()), 0, attestation, batch);
    };
  }

  /**
   * From now on no vote of an epoch before {@code epoch} is signed; what those were is forgotten.
   * Writes to {@code batch}, which must be durable before the first vote of that epoch leaves.
   */
  public void enter(long epoch, WriteBatch batch) {
    if (epoch <= floor()) {
      return;
    }
    Signed floor = new Signed(epoch, Hash.ZERO);
    slots.put(FLOOR_KEY, floor);
    batch.put(FLOOR_KEY, encoded(floor));
    for (Phase phase : Phase.values()) {
      if (phase.slot() == Phase.Slot.VIEW) {
        SortedMap<Bytes, Signed> old =
            slots.subMap(viewSlot(phase.code(), 0), viewSlot(phase.code(), epoch));
        old.keySet().forEach(batch::delete);
        old.clear();
      }
    }
  }

  /** Forgets per-height records far below a final height. */
  public void forgetBelow(long finalHeight, WriteBatch batch) {
    long floor = finalHeight - RETAINED_HEIGHTS;
    if (floor <= 0) {
      return;
    }
    for (int kind : PER_HEIGHT_KINDS) {
      SortedMap<Bytes, Signed> old = slots.subMap(heightSlot(kind, 0), heightSlot(kind, floor));
      old.keySet().forEach(batch::delete);
      old.clear();
    }
  }

  private Optional<String> permitVote(VoteContent vote, WriteBatch batch) {
    if (vote.epoch() < floor()) {
      return Optional.of("epoch " + floor() + " has begun here; refusing " + vote);
    }
    return switch (vote.phase().slot()) {
      case NONE -> Optional.empty();
      case VIEW -> permit(viewSlot(vote.phase().code(), vote.epoch()), vote.view(), vote, batch);
      case HEIGHT_AND_VIEW ->
          permit(heightSlot(vote.phase().code(), vote.height()), vote.view(), vote, batch);
    };
  }

  private Optional<String> permit(Bytes slot, long view, SigningContent content, WriteBatch batch) {
    Hash digest = Sha256.hash(content.signingBytes());
    Signed before = slots.get(slot);
    if (before != null && view <= before.view()) {
      return view == before.view() && digest.equals(before.digest())
          ? Optional.empty()
          : Optional.of(
              "signed view " + before.view() + " of this slot before; refusing " + content);
    }
    Signed now = new Signed(view, digest);
    slots.put(slot, now);
    batch.put(slot, encoded(now));
    return Optional.empty();
  }

  private long floor() {
    Signed floor = slots.get(FLOOR_KEY);
    return floor == null ? 0 : floor.view();
  }

  private static Bytes encoded(Signed signed) {
    return new Encoder(40).u64(signed.view()).hash(signed.digest()).toBytes();
  }

  private static List<Integer> perHeightKinds() {
    return Stream.concat(
            Stream.of(ATTESTATION),
            Stream.of(Phase.values())
                .filter(phase -> phase.slot() == Phase.Slot.HEIGHT_AND_VIEW)
                .map(Phase::code))
        .toList();
  }

  private static Encoder slot(int kind) {
    return new Encoder(16).fixed(PREFIX).u8(kind);
  }

  /** Views begin anew with each epoch. */
  private static Bytes viewSlot(int kind, long epoch) {
    return slot(kind).u64(epoch).toBytes();
  }

  private static Bytes heightSlot(int kind, long height) {
    return slot(kind).u64(height).toBytes();
  }
}

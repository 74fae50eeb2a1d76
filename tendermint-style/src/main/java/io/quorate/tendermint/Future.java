package io.quorate.tendermint;

import io.quorate.consensus.Equivocation;
import io.quorate.consensus.Phase;
import io.quorate.consensus.SignedVote;
import io.quorate.consensus.engine.SignedMessage;
import io.quorate.consensus.wire.Encoder;
import io.quorate.tendermint.TendermintMessage.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Messages that come before their time: of each validator the highest round above the current one,
 * and the highest round of the next height. Nothing else is remembered, so a flood costs a fixed
 * amount (S46). Not thread-safe.
 */
final class Future {
  /** How many ticks of the gossip timer a kept message is worth; after that it may be a lie. */
  private static final int ASKS = 3;

  private final State state;
  private SortedMap<Integer, Slot> rounds = new TreeMap<>();
  private SortedMap<Integer, Slot> nextHeight = new TreeMap<>();
  private int asks;

  /** What one validator said in one round. */
  private static final class Slot {
    final long round;
    Optional<SignedMessage> proposal = Optional.empty();
    final SortedMap<Phase, SignedVote> votes = new TreeMap<>();

    Slot(long round) {
      this.round = round;
    }
  }

  Future(State state) {
    this.state = state;
  }

  /** Keeps a vote of this height's later rounds, or of the next height. */
  void keep(SignedVote vote) {
    slot(vote.signer(), vote.content().height(), vote.content().view())
        .ifPresent(slot -> {
          SignedVote first = slot.votes.putIfAbsent(vote.content().phase(), vote);
          if (first == null) {
            asks = ASKS;
          } else {
            compare(first, vote);
          }
        });
  }

  /** Keeps a proposal of this height's later rounds, or of the next height. */
  void keep(SignedMessage message, long height, long round) {
    slot(message.sender(), height, round)
        .ifPresent(slot -> {
          Optional<SignedVote> first = slot.proposal.flatMap(SignedMessage::vote);
          first.ifPresent(one -> message.vote().ifPresent(other -> compare(one, other)));
          if (first.isEmpty()) {
            slot.proposal = Optional.of(message);
            asks = ASKS;
            state.out.note(
                Rule.KEEP, "proposal of " + message.sender() + " for " + height + "/" + round);
          }
        });
  }

  private void compare(SignedVote first, SignedVote second) {
    if (first.content().contradicts(second.content())) {
      state.offences.report(Equivocation.of(first, second));
    }
  }

  private Optional<Slot> slot(int validator, long height, long round) {
    SortedMap<Integer, Slot> slots = height == state.height() ? rounds : nextHeight;
    Slot slot = slots.get(validator);
    if (slot == null || slot.round < round) {
      slot = new Slot(round);
      slots.put(validator, slot);
    }
    return slot.round == round ? Optional.of(slot) : Optional.empty();
  }

  /** The messages up to the round that starts; they are forgotten here. */
  List<SignedMessage> upTo(long round) {
    List<SignedMessage> messages = new ArrayList<>();
    rounds.values().stream().filter(s -> s.round <= round).forEach(s -> unpack(s, messages));
    rounds.values().removeIf(slot -> slot.round <= round);
    return messages;
  }

  /** A height is over: what was kept for the next one; all is forgotten here. */
  List<SignedMessage> advance() {
    List<SignedMessage> messages = new ArrayList<>();
    nextHeight.values().forEach(slot -> unpack(slot, messages));
    rounds = new TreeMap<>();
    nextHeight = new TreeMap<>();
    return messages;
  }

  /** Whether something new was kept of late: its sender may be ahead, and know why. */
  boolean asks() {
    return asks > 0 && size() > 0;
  }

  /** The others were given a tick to tell. */
  void asked() {
    asks = Math.max(0, asks - 1);
  }

  int size() {
    return rounds.size() + nextHeight.size();
  }

  void digest(Encoder out) {
    out.u32(asks);
    for (SortedMap<Integer, Slot> slots : List.of(rounds, nextHeight)) {
      out.u32(slots.size());
      slots.forEach((validator, slot) -> {
        out.u32(validator).u64(slot.round).bool(slot.proposal.isPresent());
        out.list(List.copyOf(slot.votes.values()), (o, vote) -> vote.encode(o));
      });
    }
  }

  private static void unpack(Slot slot, List<SignedMessage> messages) {
    slot.proposal.ifPresent(messages::add);
    for (Map.Entry<Phase, SignedVote> entry : slot.votes.entrySet()) {
      SignedVote vote = entry.getValue();
      messages.add(new SignedMessage(vote.signer(), new Vote(vote.content()), vote.signature()));
    }
  }
}

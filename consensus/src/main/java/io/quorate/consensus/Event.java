package io.quorate.consensus;

import io.quorate.consensus.wire.Decoder;
import io.quorate.consensus.wire.Encoder;
import io.quorate.consensus.wire.MalformedInput;
import io.quorate.crypto.Bytes;
import java.util.List;

/**
 * Something that an application tells everybody who follows the chain, not only the sender. It is
 * part of the transaction's receipt, so a quorum vouches for it.
 *
 * @param topic what kind of event it is, for those who follow only some: 1 to {@value
 *     #MAX_TOPIC_BYTES} bytes of UTF-8
 * @param data in the application's own encoding
 */
public record Event(String topic, Bytes data) {
  /** Bytes of the longest topic. */
  public static final int MAX_TOPIC_BYTES = 64;

  /** Bytes of the encoding beside topic and data. */
  public static final int OVERHEAD = 2 * Integer.BYTES;

  /**
   * Checks the topic.
   *
   * @throws IllegalArgumentException when it is empty or too long
   */
  public Event {
    int size = Bytes.utf8(topic).size();
    if (size == 0 || size > MAX_TOPIC_BYTES) {
      throw new IllegalArgumentException(
          "a topic has 1 to " + MAX_TOPIC_BYTES + " bytes, not " + size);
    }
  }

  /** Bytes of topic and data of all of them. */
  public static int size(List<Event> events) {
    int size = 0;
    for (Event event : events) {
      size += Bytes.utf8(event.topic()).size() + event.data().size();
    }
    return size;
  }

  /** Writes the canonical form. */
  public void encode(Encoder out) {
    out.text(topic).bytes(data);
  }

  /** Reads the canonical form. */
  public static Event decode(Decoder in) throws MalformedInput {
    String topic = in.text(MAX_TOPIC_BYTES);
    if (topic.isEmpty()) {
      throw new MalformedInput("an event without a topic");
    }
    return new Event(topic, in.bytes(Limits.OUTPUT_BYTES));
  }
}

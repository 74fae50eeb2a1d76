package io.quorate.node.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.quorate.crypto.Bytes;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves frames from a queue into one connection while the connection takes them: small ones
 * together and long ones in pieces, each as large as a TLS record, so that Netty's own buffer never
 * holds much more than its high-water mark. Runs on the connection's event loop; only {@link #wake}
 * may be called from anywhere.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty reports what fails through the pipeline
final class FrameWriter {
  private static final int RECORD = 16 << 10;

  /** Records written before other connections of the loop get their turn. */
  private static final int TURN = 32;

  private final Channel channel;
  private final Supplier<@Nullable OutFrame> queue;
  private final TransportMetrics metrics;
  private final AtomicBoolean awake = new AtomicBoolean();

  /** The frame being written, and how much of it has been. */
  private @Nullable OutFrame current;

  private int written;

  FrameWriter(Channel channel, Supplier<@Nullable OutFrame> queue, TransportMetrics metrics) {
    this.channel = channel;
    this.queue = queue;
    this.metrics = metrics;
  }

  /**
   * Something was queued. Many calls before the event loop comes round cost one turn and one flush.
   */
  void wake() {
    if (awake.compareAndSet(false, true)) {
      try {
        channel.eventLoop().execute(this::run);
      } catch (RejectedExecutionException e) {
        // The transport is being closed: what is queued is lost with the connection.
      }
    }
  }

  /**
   * Writes what the connection takes now; what it does not take waits for {@code
   * channelWritabilityChanged}.
   */
  void run() {
    awake.set(false);
    int records = 0;
    while (channel.isActive() && channel.isWritable()) {
      if (records == TURN) {
        channel.flush();
        wake();
        return;
      }
      if (!writeRecord()) {
        break;
      }
      records++;
      if (!channel.isWritable()) {
        channel.flush();
      }
    }
    if (records > 0) {
      channel.flush();
    }
  }

  /** Writes up to one record's worth; false when there was nothing. */
  private boolean writeRecord() {
    OutFrame frame = next();
    if (frame == null) {
      return false;
    }
    ByteBuf record =
        channel
            .alloc()
            .heapBuffer(Math.min(RECORD, Math.max(1_024, frame.size() - written)), RECORD);
    while (frame != null && record.readableBytes() < RECORD) {
      copy(frame, record);
      frame = written == 0 ? next() : null;
    }
    channel.write(record, channel.voidPromise());
    return true;
  }

  private @Nullable OutFrame next() {
    if (current == null) {
      current = queue.get();
      written = 0;
    }
    return current;
  }

  /** Copies what fits of a frame; {@link #written} is 0 again when that was the rest of it. */
  private void copy(OutFrame frame, ByteBuf record) {
    int header = frame.header().size();
    if (written < header) {
      copy(frame.header(), written, record);
    }
    if (written >= header) {
      copy(frame.body(), written - header, record);
    }
    if (written == frame.size()) {
      metrics.sent(frame.trafficClass(), frame.size());
      current = null;
      written = 0;
    }
  }

  private void copy(Bytes source, int from, ByteBuf record) {
    int count = Math.min(source.size() - from, RECORD - record.readableBytes());
    if (count <= 0) {
      return;
    }
    record.ensureWritable(count);
    source
        .slice(from, from + count)
        .copyTo(record.array(), record.arrayOffset() + record.writerIndex());
    record.writerIndex(record.writerIndex() + count);
    written += count;
  }
}

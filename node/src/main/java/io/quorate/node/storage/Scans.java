package io.quorate.node.storage;

import io.quorate.consensus.storage.KeyValueStore.Entry;
import io.quorate.crypto.Bytes;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.iq80.leveldb.DBIterator;

/** Range reads over one iterator, which the caller closes. */
final class Scans {
  private static final int SLACK = 16;
  private static final int FINER = 8;

  private Scans() {}

  /** At most {@code limit} entries from {@code from} on, below {@code to}. */
  static List<Entry> ascending(DBIterator iterator, Bytes from, Bytes to, int limit) {
    List<Entry> found = new ArrayList<>();
    iterator.seek(Keys.user(from));
    while (found.size() < limit && iterator.hasNext()) {
      Map.Entry<byte[], byte[]> entry = iterator.next();
      if (!Keys.isUser(entry.getKey()) || Keys.port(entry.getKey()).compareTo(to) >= 0) {
        break;
      }
      found.add(entry(entry));
    }
    return found;
  }

  /** At most {@code limit} entries below {@code to}, down to {@code from}, by walking backwards. */
  static List<Entry> descending(DBIterator iterator, Bytes from, Bytes to, int limit) {
    List<Entry> found = new ArrayList<>();
    iterator.seek(Keys.user(to));
    Map.Entry<byte[], byte[]> entry;
    if (iterator.hasNext()) {
      entry = iterator.prev();
    } else {
      iterator.seekToLast();
      entry = iterator.peekNext();
    }
    // The marker record lies before every key of the port, so the walk meets it before it falls off
    // the end.
    while (found.size() < limit
        && Keys.isUser(entry.getKey())
        && Keys.port(entry.getKey()).compareTo(from) >= 0) {
      found.add(entry(entry));
      if (found.size() < limit) {
        entry = iterator.prev();
      }
    }
    return found;
  }

  /**
   * The same by forward reads alone, for the implementation that cannot walk backwards: halves the
   * range until its upper part holds enough entries but not many more.
   */
  static List<Entry> descendingByHalves(DBIterator iterator, Bytes from, Bytes to, int limit) {
    int enough = (int) Math.min(4L * limit + SLACK, Integer.MAX_VALUE - 1);
    List<Entry> all = ascending(iterator, from, to, enough);
    if (all.size() < enough) {
      return reversed(all, limit);
    }
    int digits = Math.max(from.size(), to.size()) + FINER;
    BigInteger low = number(from, digits);
    BigInteger high = number(to, digits);
    while (high.subtract(low).bitLength() > 1) {
      BigInteger middle = low.add(high).shiftRight(1);
      List<Entry> upper = ascending(iterator, key(middle, digits), to, enough);
      if (upper.size() >= enough) {
        low = middle;
      } else if (upper.size() >= limit) {
        return reversed(upper, limit);
      } else {
        high = middle;
      }
    }
    return lastOf(iterator, key(low, digits), to, limit);
  }

  /** The last entries of a range that cannot be halved any more. */
  private static List<Entry> lastOf(DBIterator iterator, Bytes from, Bytes to, int limit) {
    Deque<Entry> last = new ArrayDeque<>();
    iterator.seek(Keys.user(from));
    while (iterator.hasNext()) {
      Map.Entry<byte[], byte[]> entry = iterator.next();
      if (!Keys.isUser(entry.getKey()) || Keys.port(entry.getKey()).compareTo(to) >= 0) {
        break;
      }
      last.addFirst(entry(entry));
      if (last.size() > limit) {
        last.removeLast();
      }
    }
    return new ArrayList<>(last);
  }

  private static List<Entry> reversed(List<Entry> ascending, int limit) {
    List<Entry> found =
        new ArrayList<>(ascending.subList(Math.max(0, ascending.size() - limit), ascending.size()));
    Collections.reverse(found);
    return found;
  }

  private static Entry entry(Map.Entry<byte[], byte[]> entry) {
    return new Entry(Keys.port(entry.getKey()), Bytes.wrap(entry.getValue()));
  }

  private static BigInteger number(Bytes key, int digits) {
    byte[] padded = new byte[digits];
    key.copyTo(padded, 0);
    return new BigInteger(1, padded);
  }

  private static Bytes key(BigInteger number, int digits) {
    byte[] signed = number.toByteArray();
    byte[] padded = new byte[digits];
    int length = Math.min(signed.length, digits);
    System.arraycopy(signed, signed.length - length, padded, digits - length, length);
    return Bytes.wrap(padded);
  }
}

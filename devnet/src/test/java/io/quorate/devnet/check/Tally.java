package io.quorate.devnet.check;

import io.quorate.application.BlockContext;
import io.quorate.application.ExecutionResult;
import io.quorate.application.OwnState;
import io.quorate.application.OwnStateApplication;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.consensus.Transaction;
import io.quorate.consensus.Verdict;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.MerkleTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The smallest application with a state of its own: how many of what, in one text file. A payload
 * is a name and a number to add; more than 100 of one thing are refused.
 */
public class Tally implements OwnStateApplication {
  private static final Pattern PAYLOAD = Pattern.compile("([a-z]{1,20}) ([0-9]{1,3})");

  @Override
  public int contract() {
    return CONTRACT;
  }

  @Override
  public String name() {
    return "tally";
  }

  @Override
  public List<Bytes> samples() {
    return List.of(Bytes.utf8("apple 2"), Bytes.utf8("pear 60"), Bytes.utf8("quince 1"));
  }

  @Override
  public List<Query> sampleQueries() {
    return List.of(new Query("count", Bytes.utf8("apple"), 0));
  }

  @Override
  public OwnState open(String folder) {
    return new Counts(Path.of(folder));
  }

  /** The root of a state with these counts; a client computes it as well. */
  public static Hash root(SortedMap<String, Long> counts) {
    return MerkleTree.root(
        counts.entrySet().stream().map(e -> Bytes.utf8(e.getKey() + " " + e.getValue())).toList());
  }

  private static final class Counts implements OwnState {
    private static final String FILE = "tally.txt";

    private final Path folder;

    /** With the block that is being executed; nobody else sees it. */
    private final SortedMap<String, Long> counts = new TreeMap<>();

    /** What check and query see, on their threads. */
    private volatile Saved saved;

    private record Saved(long height, SortedMap<String, Long> counts) {}

    Counts(Path folder) {
      this.folder = folder;
      this.saved = read(folder);
      counts.putAll(saved.counts());
    }

    @Override
    public long height() {
      return saved.height();
    }

    @Override
    public void reset() {
      try {
        Files.deleteIfExists(folder.resolve(FILE));
        sync(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      counts.clear();
      saved = read(folder);
    }

    @Override
    public void initialise(Bytes genesisState) {}

    @Override
    public Verdict check(Transaction transaction) {
      return PAYLOAD.matcher(transaction.payload().toUtf8()).matches()
          ? Verdict.accept()
          : Verdict.refuse(Verdict.Reason.APPLICATION_REFUSED, "write: NAME NUMBER");
    }

    @Override
    public ExecutionResult execute(BlockContext block, Transaction transaction) {
      Matcher payload = PAYLOAD.matcher(transaction.payload().toUtf8());
      if (!payload.matches()) {
        return new ExecutionResult.Failed(Bytes.utf8("write: NAME NUMBER"));
      }
      String name = payload.group(1);
      long before = counts.getOrDefault(name, 0L);
      long after = before + Long.parseLong(payload.group(2));
      if (after > 100) {
        // Nobody undoes anything for this application, so it changes nothing before it is sure.
        return new ExecutionResult.Failed(Bytes.utf8("too many"));
      }
      counts.put(name, after);
      return new ExecutionResult.Executed(Bytes.utf8(String.valueOf(after)));
    }

    @Override
    public Hash root() {
      return Tally.root(counts);
    }

    @Override
    public void commit(long height) {
      Saved now = new Saved(height, Collections.unmodifiableSortedMap(new TreeMap<>(counts)));
      write(folder, now);
      saved = now;
    }

    @Override
    public QueryResult query(Query query) {
      Saved now = saved;
      long count = now.counts().getOrDefault(query.data().toUtf8(), 0L);
      return query.path().equals("count")
          ? new QueryResult.Answered(Bytes.utf8(count + " at height " + now.height()))
          : new QueryResult.Refused("ask for: count");
    }

    @Override
    public void close() {}

    private static Saved read(Path folder) {
      Path file = folder.resolve(FILE);
      SortedMap<String, Long> counts = new TreeMap<>();
      if (!Files.exists(file)) {
        return new Saved(EMPTY, counts);
      }
      try {
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(1, lines.size())) {
          int blank = line.indexOf(' ');
          counts.put(line.substring(0, blank), Long.parseLong(line.substring(blank + 1)));
        }
        return new Saved(Long.parseLong(lines.getFirst()), counts);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** A new file takes the place of the old one at once, so height and counts fit together. */
    private static void write(Path folder, Saved saved) {
      List<String> lines = new ArrayList<>();
      lines.add(String.valueOf(saved.height()));
      saved.counts().forEach((name, count) -> lines.add(name + " " + count));
      Path next = folder.resolve("tally.next");
      try {
        try (FileChannel out =
            FileChannel.open(
                next,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
          out.write(
              ByteBuffer.wrap((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
          out.force(true);
        }
        Files.move(next, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void sync(Path folder) throws IOException {
      try (FileChannel open = FileChannel.open(folder, StandardOpenOption.READ)) {
        open.force(true);
      }
    }
  }
}

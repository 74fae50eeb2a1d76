package io.quorate.devnet.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The blocks of {@code docs/tutorial.md}: files, whose paths stand behind the language; commands
 * ({@code sh}); and what commands print ({@code text} without a path).
 */
final class Tutorial {
  private static final Path DOCUMENT = Path.of("..", "docs", "tutorial.md");
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+) ?(\\S*)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  /**
   * Commands that stand together.
   *
   * @param lines one command each
   * @param printed what they print, where the document says it
   */
  record Commands(List<String> lines, Optional<String> printed) {
    /** Whether that is what the document says; an ellipsis stands for anything. */
    boolean prints(String output) {
      String pattern =
          Pattern.compile("…")
              .splitAsStream(printed.orElseThrow().strip())
              .map(Pattern::quote)
              .collect(Collectors.joining(".*"));
      // A last ellipsis leaves nothing behind itself to be joined to.
      String whole = printed.orElseThrow().strip().endsWith("…") ? pattern + ".*" : pattern;
      return Pattern.compile(whole, Pattern.DOTALL).matcher(output.strip()).matches();
    }
  }

  private record Block(String language, String path, String content) {}

  private final List<Block> blocks = new ArrayList<>();

  /** Reads the document. */
  Tutorial() throws IOException {
    Matcher matcher = BLOCK.matcher(Files.readString(DOCUMENT));
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2), matcher.group(3)));
    }
  }

  /** Writes the files that the reader is told to write. */
  void writeFiles(Path project) throws IOException {
    for (Block block : blocks) {
      if (!block.path().isEmpty()) {
        Path file = project.resolve(block.path());
        Files.createDirectories(file.getParent());
        Files.writeString(file, block.content());
      }
    }
  }

  /** What the reader is told to type, in order. */
  List<Commands> commands() {
    List<Commands> all = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).language().equals("sh")) {
        all.add(new Commands(blocks.get(i).content().lines().toList(), printedBehind(i)));
      }
    }
    return all;
  }

  /** The words of a command as a shell would split it; only single quotes are known. */
  static List<String> words(String line) {
    return WORD.matcher(line)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .toList();
  }

  private Optional<String> printedBehind(int index) {
    return blocks.stream()
        .skip(index + 1L)
        .findFirst()
        .filter(next -> next.language().equals("text") && next.path().isEmpty())
        .map(Block::content);
  }
}

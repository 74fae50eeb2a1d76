package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.devnet.check.ApplicationSources;
import io.quorate.devnet.command.Ran;
import io.quorate.devnet.network.FreePorts;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@DisplayName("The tutorial, as it is written")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets up before the first test
class TutorialProcessTest {
  private static final String COMMAND = "../quorate/quorate";

  /** What needs Maven or a shell, and is not run here. */
  private static final List<String> NOT_RUN_HERE =
      List.of(
          "cd quorate",
          "mvn -q install -DskipTests",
          "cp -R template ../names",
          "cd ../names",
          "rm -R src",
          "mvn -q package");

  /** The only commands that the tutorial expects to end with 1: somebody else's name. */
  private static final String REFUSED = "6.6.6.6";

  private final String port = String.valueOf(FreePorts.base(4));
  private Tutorial tutorial;
  private Path project;
  private Path classes;
  private Devnet devnet;

  @BeforeAll
  void build(@TempDir Path folder) throws Exception {
    tutorial = new Tutorial();
    project = folder.resolve("names");
    tutorial.writeFiles(project);
    Path target = Files.createDirectories(project.resolve("target"));
    Path main = project.resolve("src/main");
    classes =
        ApplicationSources.compile(
            main.resolve("java"), Files.createDirectory(target.resolve("classes")));
    ApplicationSources.jar(
        target.resolve("my-app.jar"), List.of(classes, main.resolve("resources")));
    devnet = Devnet.in(folder.resolve("network"));
  }

  @AfterAll
  void end() throws Exception {
    devnet.delete();
  }

  @Test
  @DisplayName("its files compile, and its test passes")
  void files() throws Exception {
    Path tests =
        ApplicationSources.compile(project.resolve("src"), project.resolve("target/test-classes"));
    URL[] url = {tests.toUri().toURL()};
    int run = 0;
    try (URLClassLoader loader = new URLClassLoader(url, getClass().getClassLoader())) {
      Class<?> type = loader.loadClass("com.example.names.NamesTest");
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          method.setAccessible(true);
          method.invoke(constructor.newInstance());
          run++;
        }
      }
    }
    assertEquals(1, run);
  }

  @Test
  @DisplayName("its commands do and print what it says")
  void commands() {
    List<String> others = new ArrayList<>();
    for (Tutorial.Commands commands : tutorial.commands()) {
      StringBuilder printed = new StringBuilder();
      for (String line : commands.lines()) {
        if (line.startsWith(COMMAND)) {
          Ran ran = run(line);
          assertEquals(line.contains(REFUSED) ? 1 : 0, ran.status(), line + ran);
          printed.append(ran.out());
        } else {
          others.add(line);
        }
      }
      assertTrue(
          commands.printed().isEmpty() || commands.prints(printed.toString()),
          () -> "the tutorial says\n" + commands.printed() + "\nand this is\n" + printed);
    }
    assertEquals(NOT_RUN_HERE, others);
  }

  private Ran run(String line) {
    List<String> words = new ArrayList<>();
    for (String word : Tutorial.words(line.substring(COMMAND.length()))) {
      words.add(word.startsWith("target/") ? project.resolve(word).toString() : word);
    }
    if (words.contains("--fresh")) {
      words.addAll(List.of("--base-port", port));
    }
    String[] command = words.toArray(String[]::new);
    boolean usesNetwork = !List.of("app", "key").contains(command[0]);
    return usesNetwork ? devnet.run(command) : Ran.command(command);
  }
}

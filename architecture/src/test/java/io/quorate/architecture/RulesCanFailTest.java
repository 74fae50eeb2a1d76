package io.quorate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Every rule reports the fixture that breaks it")
class RulesCanFailTest {

  private static final String FIXTURES = "io.quorate.architecture.fixture";
  private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(FIXTURES);
  private static final Rooms CROOKED = new Rooms(FIXTURES + ".arrows");

  static Stream<Arguments> bans() {
    return Stream.of(
        arguments(Bans.THREADS, "UsesThreads"),
        arguments(Bans.THREAD_LOCALS, "UsesThreadLocals"),
        arguments(Bans.CLOCKS, "ReadsClocks"),
        arguments(Bans.RANDOMNESS, "DrawsRandomness"),
        arguments(Bans.UNSEEDED_RANDOMNESS, "DrawsWithoutSeed"),
        arguments(Bans.INPUT_OUTPUT, "PerformsIo"),
        arguments(Bans.LOGGERS, "WritesLogs"),
        arguments(Bans.UNORDERED, "UsesUnordered"),
        arguments(Bans.ENVIRONMENT, "ReadsEnvironment"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("bans")
  @DisplayName("a ban reports every member of its fixture and names what to use instead")
  void banReportsEveryMember(Ban ban, String fixture) {
    JavaClass type = fixture(fixture);
    List<String> violations = ban.violations(type);
    assertEveryMemberReported(type, violations);
    assertTrue(violations.stream().allMatch(line -> line.contains("; instead: " + ban.instead())));
  }

  @Test
  @DisplayName("there is a fixture for every ban")
  void everyBanHasFixture() {
    List<Object> covered = bans().map(arguments -> arguments.get()[0]).toList();
    assertTrue(covered.containsAll(Bans.PURE), () -> "covered: " + covered);
  }

  @Test
  @DisplayName("floating point is reported in fields, signatures, arithmetic and calls")
  void floatingPointReportsEveryMember() {
    JavaClass type = fixture("ComputesFractions");
    assertEveryMemberReported(type, FloatingPoint.violations(type));
  }

  @Test
  @DisplayName("near misses are not reported")
  void nearMissesPass() {
    for (JavaClass type : CLASSES) {
      if (type.getName().startsWith(FIXTURES + ".bans.KeepsEveryRule")) {
        for (Ban ban : Bans.PURE) {
          assertEquals(List.of(), ban.violations(type));
        }
        assertEquals(List.of(), FloatingPoint.violations(type));
      }
    }
  }

  @Test
  @DisplayName("arrows that no table has are reported, and rooms that no table has")
  void arrows() {
    List<String> found = CROOKED.forbiddenArrows(CLASSES);
    assertReported(found, "'consensus' must not use 'node'", "LooksUp.upward(");
    assertReported(found, "'client' must not use 'node'", "AsksNode.links(");
    assertReported(found, "'hotstuff' must not use 'pbft'", "MeetsEngine.borrows(");
    assertReported(found, "the room 'attic'", "Unplanned");
    assertEquals(
        List.of(),
        found.stream()
            .filter(x -> x.contains("OtherEngine.") && x.contains("'pbft' must"))
            .toList());
  }

  @Test
  @DisplayName("an engine that uses another engine is reported, and no other class")
  void engines() {
    List<String> found = CROOKED.enginesThatMeet(CLASSES);
    assertReported(found, "consensus alone", "MeetsEngine.borrows(");
    assertTrue(found.stream().allMatch(line -> line.contains("MeetsEngine")));
  }

  @Test
  @DisplayName("an engine that holds a key is reported")
  void keys() {
    assertReported(CROOKED.keyHolders(CLASSES), "outgoing stage signs", "HoldsKey.signs(");
  }

  @Test
  @DisplayName("a package without package-info, or without the mark, is reported")
  void packages() {
    List<String> found = Rooms.unmarkedPackages(CLASSES);
    assertEquals(
        List.of(
            FIXTURES + ".packages.bare needs a package-info.java with @NullMarked",
            FIXTURES + ".packages.unmarked needs a package-info.java with @NullMarked"),
        found);
  }

  private static JavaClass fixture(String name) {
    return CLASSES.get(FIXTURES + ".bans." + name);
  }

  private static void assertEveryMemberReported(JavaClass type, List<String> violations) {
    List<String> missed =
        Stream.concat(type.getMethods().stream(), type.getFields().stream())
            .map(JavaMember::getName)
            .filter(name -> !name.startsWith("lambda$"))
            .filter(name -> violations.stream().noneMatch(line -> names(line, type, name)))
            .toList();
    assertEquals(List.of(), missed, () -> String.join("\n", violations));
  }

  private static boolean names(String line, JavaClass type, String member) {
    String full = "<" + type.getName() + "." + member;
    return line.contains(full + "(") || line.contains(full + ">");
  }

  private static void assertReported(List<String> found, String... parts) {
    assertTrue(
        found.stream().anyMatch(line -> Stream.of(parts).allMatch(line::contains)),
        () -> List.of(parts) + " not in:\n" + String.join("\n", found));
  }
}

package io.quorate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@DisplayName("The compiled product keeps the design's walls")
class ArchitectureTest {

  private static final Rooms ROOMS = new Rooms("io.quorate");

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/io/quorate/architecture/"))
          .importPackages("io.quorate");

  static final List<Ban> BANS = Bans.PURE;

  @Test
  @DisplayName("every module that exists is on the classpath of these tests")
  void seesEveryModule() {
    TreeSet<String> rooms = new TreeSet<>();
    PRODUCT.forEach(type -> ROOMS.roomOf(type).ifPresent(rooms::add));
    assertTrue(
        rooms.containsAll(
            List.of(
                "crypto",
                "consensus",
                "hotstuff",
                "mempool",
                "application",
                "replica",
                "api",
                "client",
                "simulator",
                "node",
                "devnet",
                "bench")),
        () -> "seen: " + rooms);
  }

  @Test
  @DisplayName("arrows between modules point as the design's table says")
  void arrows() {
    assertNone(ROOMS.forbiddenArrows(PRODUCT));
  }

  @Test
  @DisplayName("no engine imports another engine")
  void enginesStayApart() {
    assertNone(ROOMS.enginesThatMeet(PRODUCT));
  }

  @Test
  @DisplayName("no engine, mempool or application holds a private key")
  void nothingPureHoldsKeys() {
    assertNone(ROOMS.keyHolders(PRODUCT));
  }

  @Test
  @DisplayName("every package has a @NullMarked package-info")
  void packagesAreMarked() {
    assertNone(Rooms.unmarkedPackages(PRODUCT));
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("BANS")
  @DisplayName("pure modules keep every ban")
  void pureModulesKeep(Ban ban) {
    List<String> found = new ArrayList<>();
    for (JavaClass type : pure()) {
      if (!exempt(ban, type)) {
        found.addAll(ban.violations(type));
      }
    }
    assertNone(found);
  }

  @Test
  @DisplayName("pure modules compute with integers alone")
  void pureModulesUseNoFloatingPoint() {
    assertNone(pure().stream().flatMap(type -> FloatingPoint.violations(type).stream()).toList());
  }

  @Test
  @DisplayName("the simulator draws from its seed alone and iterates in one order")
  void simulatorIsAFunctionOfItsSeed() {
    List<String> found = new ArrayList<>();
    for (JavaClass type : PRODUCT) {
      if (ROOMS.roomOf(type).orElse("").equals("simulator")) {
        found.addAll(Bans.UNORDERED.violations(type));
        found.addAll(Bans.UNSEEDED_RANDOMNESS.violations(type));
      }
    }
    assertNone(found);
  }

  private static List<JavaClass> pure() {
    return PRODUCT.stream()
        .filter(type -> Rooms.PURE.contains(ROOMS.roomOf(type).orElse("")))
        .toList();
  }

  /** The exceptions, all in crypto. Every one answers the same whatever it finds there. */
  private static boolean exempt(Ban ban, JavaClass type) {
    return switch (ban.name()) {
      // Key files are the one place below the node that touches the disk.
      case "input and output" -> type.getPackageName().equals("io.quorate.crypto.keyfile");
      // A digest or a native signature object is costly to make and is not shared between threads.
      case "thread locals" -> type.getPackageName().equals("io.quorate.crypto");
      // The sentence that says why the native library is missing names the platform.
      // Unicode promises that normal forms of assigned characters never change.
      case "environment" ->
          type.getName().startsWith("io.quorate.crypto.BlsLibrary")
              || type.getName().equals("io.quorate.crypto.keyfile.Passphrase");
      default -> false;
    };
  }

  private static void assertNone(List<String> violations) {
    assertEquals("", String.join("\n", violations));
  }
}

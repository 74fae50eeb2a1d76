package io.quorate.architecture;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The bans of the pure modules, one constant each. Floating point has its own reader of bytecode.
 */
final class Bans {

  static final Ban THREADS =
      new Ban(
          "threads",
          "one event in, effects out; the runtime owns threads",
          packages("java.util.concurrent")
              .or(
                  types(
                      "java.lang.Thread",
                      "java.lang.ThreadGroup",
                      "java.lang.Process",
                      "java.lang.ProcessBuilder",
                      "java.lang.Runtime",
                      "java.util.Timer",
                      "java.util.TimerTask")),
          inherited("java.lang.Object", "wait", "notify", "notifyAll")
              .or(anyOwner("parallelStream"))
              .or(methods("java.util.stream", "parallel")));

  static final Ban THREAD_LOCALS =
      new Ban(
          "thread locals",
          "a field, or an argument",
          types(
              "java.lang.ThreadLocal", "java.lang.InheritableThreadLocal", "java.lang.ScopedValue"),
          target -> false);

  static final Ban CLOCKS =
      new Ban(
          "clocks",
          "time arrives in an event or in the block header",
          types("java.time.Clock", "java.util.Date", "java.util.Calendar"),
          methods("java.lang.System", "currentTimeMillis", "nanoTime")
              .or(methods("java.time", "now")));

  static final Ban RANDOMNESS =
      new Ban(
          "randomness",
          "a seed or the bytes come in as an argument",
          packages("java.util.random")
              .or(
                  types(
                      "java.util.Random",
                      "java.util.SplittableRandom",
                      "java.util.UUID",
                      "java.security.SecureRandom")),
          methods("java.lang.Math", "random")
              .or(methods("java.lang.StrictMath", "random"))
              .or(methods("java.util.Collections", "shuffle"))
              .or(methods("java.lang.System", "identityHashCode")));

  /** The milder form, for code that may draw from a seed it was given. */
  static final Ban UNSEEDED_RANDOMNESS =
      new Ban(
          "unseeded randomness",
          "a generator made from the seed of the run",
          types("java.util.UUID", "java.security.SecureRandom"),
          methods("java.lang.Math", "random")
              .or(methods("java.lang.System", "identityHashCode"))
              .or(methods("java.util.random.RandomGenerator", "getDefault", "of"))
              .or(methodsWithFewerArguments("java.util.Collections", "shuffle", 2))
              .or(methodsWithFewerArguments("java.util.Random", "<init>", 1))
              .or(methodsWithFewerArguments("java.util.SplittableRandom", "<init>", 1)));

  static final Ban INPUT_OUTPUT =
      new Ban(
          "input and output",
          "Bytes and ByteBuffer in memory, a port of the replica for the disk and the network",
          packages("java.io", "java.nio.file", "java.nio.channels", "java.net", "javax.net")
              .and(types("java.io.Serializable", "java.io.ObjectStreamException").negate()),
          inherited("java.lang.Throwable", "printStackTrace"));

  static final Ban LOGGERS =
      new Ban(
          "loggers",
          "emit a note effect",
          packages("org.slf4j", "java.util.logging", "ch.qos.logback", "org.apache.logging")
              .or(types("java.lang.System$Logger")),
          target -> false);

  static final Ban UNORDERED =
      new Ban(
          "unordered collections",
          "TreeMap, LinkedHashMap, TreeSet, LinkedHashSet, List, or a collector given one of them",
          types(
              "java.util.HashMap",
              "java.util.HashSet",
              "java.util.Hashtable",
              "java.util.IdentityHashMap",
              "java.util.WeakHashMap"),
          methods("java.util.Map", "of", "ofEntries", "copyOf")
              .or(methods("java.util.Set", "of", "copyOf"))
              .or(
                  methods(
                      "java.util.stream.Collectors",
                      "toSet",
                      "toUnmodifiableSet",
                      "toUnmodifiableMap",
                      "groupingByConcurrent",
                      "toConcurrentMap"))
              .or(methodsWithFewerArguments("java.util.stream.Collectors", "toMap", 4))
              .or(methodsWithFewerArguments("java.util.stream.Collectors", "groupingBy", 3)));

  static final Ban ENVIRONMENT =
      new Ban(
          "environment",
          "a parameter, checked where it is read; Locale.ROOT; StandardCharsets.UTF_8",
          packages("java.text").or(types("java.util.Formatter", "java.util.Scanner")),
          methods("java.lang.System", "getenv", "getProperty", "getProperties", "exit")
              .or(methods("java.util.Locale", "getDefault"))
              .or(methods("java.util.TimeZone", "getDefault"))
              .or(methods("java.time.ZoneId", "systemDefault"))
              .or(methods("java.nio.charset.Charset", "defaultCharset"))
              .or(methods("java.lang.String", "formatted"))
              .or(firstArgument("java.lang.String", "format", "java.lang.String"))
              .or(methodsWithFewerArguments("java.lang.String", "toLowerCase", 1))
              .or(methodsWithFewerArguments("java.lang.String", "toUpperCase", 1))
              .or(methodsWithFewerArguments("java.lang.String", "getBytes", 1)));

  /** What a pure module keeps. */
  static final List<Ban> PURE =
      List.of(
          THREADS,
          THREAD_LOCALS,
          CLOCKS,
          RANDOMNESS,
          INPUT_OUTPUT,
          LOGGERS,
          UNORDERED,
          ENVIRONMENT);

  private Bans() {}

  private static Predicate<JavaClass> types(String... names) {
    Set<String> set = Set.of(names);
    return type -> set.contains(type.getName());
  }

  private static Predicate<JavaClass> packages(String... prefixes) {
    List<String> list = List.of(prefixes);
    return type -> list.stream().anyMatch(prefix -> within(type.getPackageName(), prefix));
  }

  private static boolean within(String name, String prefix) {
    return name.equals(prefix) || name.startsWith(prefix + ".");
  }

  private static Predicate<AccessTarget> anyOwner(String method) {
    return target -> target.getName().equals(method);
  }

  /** Methods by name, of a type or of every type in a package. */
  private static Predicate<AccessTarget> methods(String owner, String... names) {
    Set<String> set = Set.of(names);
    return target ->
        target instanceof CodeUnitAccessTarget
            && set.contains(target.getName())
            && (target.getOwner().getName().equals(owner)
                || within(target.getOwner().getPackageName(), owner));
  }

  /** Methods by name, called on a type or anything below it. */
  private static Predicate<AccessTarget> inherited(String owner, String... names) {
    Set<String> set = Set.of(names);
    return target -> set.contains(target.getName()) && target.getOwner().isAssignableTo(owner);
  }

  private static Predicate<AccessTarget> methodsWithFewerArguments(
      String owner, String name, int count) {
    return methods(owner, name)
        .and(target -> ((CodeUnitAccessTarget) target).getRawParameterTypes().size() < count);
  }

  private static Predicate<AccessTarget> firstArgument(String owner, String name, String argument) {
    return methods(owner, name)
        .and(target ->
            ((CodeUnitAccessTarget) target)
                .getRawParameterTypes()
                .getFirst()
                .getName()
                .equals(argument));
  }
}

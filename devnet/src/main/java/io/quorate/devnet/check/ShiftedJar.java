package io.quorate.devnet.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Makes a copy of a jar whose classes look at {@link ShiftedClock} wherever they looked at the
 * machine's clock: {@code System}, {@code java.time} and {@code Date}, called or referred to. What
 * looks at the clock inside the JDK itself (a random seed, the time of a file) is left as it is.
 */
final class ShiftedJar {
  private static final ClassDesc SHIFTED = ShiftedClock.class.describeConstable().orElseThrow();
  private static final ClassDesc CLOCK = ClassDesc.of("java.time.Clock");
  private static final ClassDesc ZONE = ClassDesc.of("java.time.ZoneId");
  private static final ClassDesc DATE = ClassDesc.of("java.util.Date");
  private static final MethodTypeDesc TIME = MethodTypeDesc.of(ConstantDescs.CD_long);

  /** Static methods of the JDK, and what stands in for each with the same parameters. */
  private static final Map<String, String> METHODS =
      Map.of(
          "java.lang.System.currentTimeMillis()long", "currentTimeMillis",
          "java.lang.System.nanoTime()long", "nanoTime",
          "java.time.Instant.now()Instant", "instant",
          "java.time.Clock.systemUTC()Clock", "utc",
          "java.time.Clock.systemDefaultZone()Clock", "here",
          "java.time.Clock.system(ZoneId)Clock", "in");

  private ShiftedJar() {}

  /** Writes the copy. */
  static void write(Path jar, Path copy) throws IOException {
    URL[] urls = {jar.toUri().toURL()};
    try (URLClassLoader classes = new URLClassLoader(urls, ShiftedJar.class.getClassLoader());
        JarFile in = new JarFile(jar.toFile());
        OutputStream file = Files.newOutputStream(copy);
        JarOutputStream out = new JarOutputStream(file)) {
      ClassFile reader =
          ClassFile.of(
              ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(classes)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      Enumeration<JarEntry> entries = in.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        try (InputStream content = in.getInputStream(entry)) {
          byte[] bytes = content.readAllBytes();
          boolean isClass = entry.getName().endsWith(".class");
          put(out, entry.getName(), isClass ? shifted(reader, bytes) : bytes);
        }
      }
      String clock = ShiftedClock.class.getName().replace('.', '/') + ".class";
      put(out, clock, own(clock));
    }
  }

  private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(bytes);
    out.closeEntry();
  }

  private static byte[] own(String name) {
    try (InputStream in = ShiftedJar.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The class with its looks at the clock redirected; the same bytes if it has none. */
  private static byte[] shifted(ClassFile reader, byte[] bytes) {
    boolean[] looks = {false};
    byte[] changed =
        reader.transformClass(
            reader.parse(bytes),
            ClassTransform.transformingMethodBodies(
                (CodeTransform) (code, element) -> redirect(code, element, looks)));
    return looks[0] ? changed : bytes;
  }

  private static void redirect(CodeBuilder code, CodeElement element, boolean[] looks) {
    boolean done =
        switch (element) {
          case InvokeInstruction call when call.opcode() == Opcode.INVOKESTATIC ->
              called(code, call);
          case InvokeInstruction call when call.opcode() == Opcode.INVOKESPECIAL ->
              constructed(code, call);
          case InvokeDynamicInstruction dynamic -> referred(code, dynamic);
          default -> false;
        };
    looks[0] |= done;
    if (!done) {
      code.with(element);
    }
  }

  private static boolean called(CodeBuilder code, InvokeInstruction call) {
    ClassDesc owner = call.owner().asSymbol();
    String name = call.name().stringValue();
    MethodTypeDesc type = call.typeSymbol();
    Optional<String> other = standIn(owner, name, type);
    if (other.isPresent()) {
      code.invokestatic(SHIFTED, other.get(), type);
      return true;
    }
    boolean zoned = type.parameterList().equals(java.util.List.of(ZONE));
    if (!owner.packageName().equals("java.time")
        || !name.equals("now")
        || !(zoned || type.parameterCount() == 0)) {
      return false;
    }
    // Every kind of date and time has now(), now(ZoneId) and now(Clock).
    code.invokestatic(
        SHIFTED,
        zoned ? "in" : "here",
        zoned ? MethodTypeDesc.of(CLOCK, ZONE) : MethodTypeDesc.of(CLOCK));
    code.invokestatic(owner, name, MethodTypeDesc.of(type.returnType(), CLOCK), call.isInterface());
    return true;
  }

  private static boolean constructed(CodeBuilder code, InvokeInstruction call) {
    if (!call.owner().asSymbol().equals(DATE)
        || !call.name().stringValue().equals(ConstantDescs.INIT_NAME)
        || call.typeSymbol().parameterCount() > 0) {
      return false;
    }
    code.invokestatic(SHIFTED, "currentTimeMillis", TIME);
    code.invokespecial(
        DATE,
        ConstantDescs.INIT_NAME,
        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long));
    return true;
  }

  /** {@code System::nanoTime} and its like, in the arguments of a lambda's bootstrap. */
  private static boolean referred(CodeBuilder code, InvokeDynamicInstruction dynamic) {
    ConstantDesc[] arguments = dynamic.bootstrapArgs().toArray(ConstantDesc[]::new);
    ConstantDesc[] others =
        Arrays.stream(arguments).map(ShiftedJar::handle).toArray(ConstantDesc[]::new);
    if (Arrays.equals(arguments, others)) {
      return false;
    }
    code.invokedynamic(
        DynamicCallSiteDesc.of(
            dynamic.bootstrapMethod(), dynamic.name().stringValue(), dynamic.typeSymbol(), others));
    return true;
  }

  private static ConstantDesc handle(ConstantDesc argument) {
    if (!(argument instanceof DirectMethodHandleDesc handle)
        || handle.kind() != DirectMethodHandleDesc.Kind.STATIC) {
      return argument;
    }
    MethodTypeDesc type = handle.invocationType();
    return standIn(handle.owner(), handle.methodName(), type)
        .<ConstantDesc>map(name ->
            MethodHandleDesc.ofMethod(DirectMethodHandleDesc.Kind.STATIC, SHIFTED, name, type))
        .orElse(argument);
  }

  private static Optional<String> standIn(ClassDesc owner, String name, MethodTypeDesc type) {
    return Optional.ofNullable(
        METHODS.get(
            owner.packageName()
                + "."
                + owner.displayName()
                + "."
                + name
                + type.displayDescriptor()));
  }
}

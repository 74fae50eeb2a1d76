package io.quorate.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds floating point where it hides from a reader of signatures: in local variables, arithmetic
 * and calls.
 *
 * <p>A bare constant does no harm by itself, and the load factor that an access-ordered {@code
 * LinkedHashMap} asks for is one, so constants and that constructor are allowed.
 */
final class FloatingPoint {

  private static final String INSTEAD = "; instead: integers, scaled where a fraction is needed";
  private static final Set<String> BANNED = Set.of("F", "D");
  private static final Set<String> LOAD_FACTOR_OWNERS =
      Set.of("java/util/LinkedHashMap", "java/util/LinkedHashSet");

  private FloatingPoint() {}

  /** One line for each field, method signature and instruction of {@code type} that computes so. */
  static List<String> violations(JavaClass type) {
    ClassModel model = ClassFile.of().parse(bytes(type));
    List<String> found = new ArrayList<>();
    for (FieldModel field : model.fields()) {
      if (isFloating(field.fieldTypeSymbol())) {
        found.add(line(type, field.fieldName().stringValue() + ">", "is a floating-point field"));
      }
    }
    for (MethodModel method : model.methods()) {
      if (passesLoadFactorOn(type, method)) {
        continue;
      }
      String name = method.methodName().stringValue() + "(";
      if (isFloating(method.methodTypeSymbol())) {
        found.add(line(type, name, "has floating point in its signature"));
      }
      method.code().ifPresent(code -> collect(type, name, code, found));
    }
    return found.stream().distinct().toList();
  }

  /** What javac writes for an anonymous subclass that overrides {@code removeEldestEntry}. */
  private static boolean passesLoadFactorOn(JavaClass type, MethodModel method) {
    return method.methodName().equalsString("<init>")
        && type.isAnonymousClass()
        && type.isAssignableTo(LinkedHashMap.class);
  }

  private static void collect(JavaClass type, String name, CodeModel code, List<String> found) {
    for (CodeElement element : code) {
      if (computes(element)) {
        found.add(line(type, name, "computes with floating point"));
      }
    }
  }

  private static boolean computes(CodeElement element) {
    return switch (element) {
      case OperatorInstruction it -> isFloating(it.typeKind());
      case ConvertInstruction it -> isFloating(it.fromType()) || isFloating(it.toType());
      case LoadInstruction it -> isFloating(it.typeKind());
      case StoreInstruction it -> isFloating(it.typeKind());
      case ArrayLoadInstruction it -> isFloating(it.typeKind());
      case ArrayStoreInstruction it -> isFloating(it.typeKind());
      case InvokeInstruction it -> isFloating(it.typeSymbol()) && !isOwn(it) && !isLoadFactor(it);
      default -> false;
    };
  }

  /** What this project declares is found where it is declared. */
  private static boolean isOwn(InvokeInstruction call) {
    return call.owner().asInternalName().startsWith("io/quorate/");
  }

  private static boolean isLoadFactor(InvokeInstruction call) {
    return call.name().equalsString("<init>")
        && LOAD_FACTOR_OWNERS.contains(call.owner().asInternalName());
  }

  private static boolean isFloating(TypeKind kind) {
    return kind == TypeKind.FLOAT || kind == TypeKind.DOUBLE;
  }

  private static boolean isFloating(MethodTypeDesc signature) {
    return Stream.concat(Stream.of(signature.returnType()), signature.parameterList().stream())
        .anyMatch(FloatingPoint::isFloating);
  }

  private static boolean isFloating(ClassDesc desc) {
    ClassDesc element = desc;
    while (element.isArray()) {
      element = element.componentType();
    }
    String text = element.descriptorString();
    return BANNED.contains(text)
        || text.equals("Ljava/lang/Float;")
        || text.equals("Ljava/lang/Double;")
        || text.equals("Ljava/math/MathContext;");
  }

  private static byte[] bytes(JavaClass type) {
    Source source = type.getSource().orElseThrow();
    try (InputStream in = source.getUri().toURL().openStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(JavaClass type, String member, String what) {
    return "floating point: <" + type.getName() + "." + member + " " + what + INSTEAD;
  }
}

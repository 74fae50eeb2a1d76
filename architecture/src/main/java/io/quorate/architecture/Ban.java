package io.quorate.architecture;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * One thing that pure code must not touch, and what it uses instead.
 *
 * @param type types that must not be mentioned at all
 * @param member methods, constructors and fields that must not be used, of types that may be
 */
record Ban(String name, String instead, Predicate<JavaClass> type, Predicate<AccessTarget> member) {

  /** One line for each place where {@code origin} breaks this ban, in the order of their text. */
  List<String> violations(JavaClass origin) {
    List<String> found = new ArrayList<>();
    for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
      if (type.test(dependency.getTargetClass().getBaseComponentType())) {
        found.add(line(dependency.getDescription()));
      }
    }
    for (JavaAccess<?> access : origin.getAccessesFromSelf()) {
      if (member.test(access.getTarget())) {
        found.add(line(access.getDescription()));
      }
    }
    return found.stream().distinct().sorted().toList();
  }

  private String line(String description) {
    return name + ": " + description + "; instead: " + instead;
  }
}

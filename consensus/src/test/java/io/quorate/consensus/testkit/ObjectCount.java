package io.quorate.consensus.testkit;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How much an engine remembers: the number of objects of this project and of collection entries
 * that it holds, each counted once. A measure that no engine has to supply, and that grows with
 * whatever a peer can make it keep.
 */
public final class ObjectCount {
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> waiting = new ArrayDeque<>();
  private long count;

  private ObjectCount() {}

  /** The objects within reach of {@code root}. */
  public static long of(Object root) {
    ObjectCount counter = new ObjectCount();
    counter.add(root);
    while (!counter.waiting.isEmpty()) {
      counter.visit(counter.waiting.remove());
    }
    return counter.count;
  }

  private void add(Object value) {
    if (value != null && seen.add(value)) {
      waiting.add(value);
    }
  }

  private void visit(Object value) {
    count++;
    switch (value) {
      case Map<?, ?> map ->
          map.forEach((key, entry) -> {
            add(key);
            add(entry);
          });
      case Collection<?> all -> all.forEach(this::add);
      case Optional<?> some -> some.ifPresent(this::add);
      default -> {
        if (value.getClass().isArray()) {
          array(value);
        } else if (ours(value.getClass())) {
          fields(value);
        }
      }
    }
  }

  private void array(Object array) {
    if (!array.getClass().getComponentType().isPrimitive()) {
      for (int i = 0; i < Array.getLength(array); i++) {
        add(Array.get(array, i));
      }
    }
  }

  private static boolean ours(Class<?> type) {
    return type.getName().startsWith("io.quorate.");
  }

  private void fields(Object value) {
    for (Class<?> type = value.getClass(); ours(type); type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          try {
            field.setAccessible(true);
            add(field.get(value));
          } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    }
  }
}

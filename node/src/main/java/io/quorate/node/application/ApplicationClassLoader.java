package io.quorate.node.application;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/**
 * Loads an application from its jar. Of the node it sees what the interface is made of and nothing
 * else, so the libraries in the jar never meet those of the node in another version, and an
 * application that only works inside one version of the node does not load at all.
 */
final class ApplicationClassLoader extends URLClassLoader {
  private static final List<String> SHARED =
      List.of(
          "io.quorate.application.",
          "io.quorate.consensus.",
          "io.quorate.crypto.",
          "org.jspecify.annotations.");

  private final ClassLoader node;

  ApplicationClassLoader(URL jar, ClassLoader node) {
    super("application", new URL[] {jar}, ClassLoader.getPlatformClassLoader());
    this.node = node;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    return SHARED.stream().anyMatch(name::startsWith)
        ? node.loadClass(name)
        : super.loadClass(name, resolve);
  }
}

package io.quorate.node.storage;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fusesource.leveldbjni.JniDBFactory;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.DBFactory;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.impl.Iq80DBFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two implementations of LevelDB behind one face, and the choice between them. */
enum LevelDbLibrary {
  /** LevelDB itself through JNI. */
  NATIVE {
    @Override
    DBFactory factory() {
      return JniDBFactory.factory;
    }
  },

  /** The port to Java, which has no reverse iterators and no block cache. */
  JAVA {
    @Override
    DBFactory factory() {
      return JavaFactory.FACTORY;
    }
  };

  private static final Logger LOG = LoggerFactory.getLogger(LevelDbLibrary.class);

  abstract DBFactory factory();

  DB open(Path directory, Options options) throws IOException {
    return factory().open(new File(directory.toString()), options);
  }

  /**
   * The implementation that {@code provider} asks for.
   *
   * @throws IllegalStateException when it is the native one and its library does not load here
   */
  static LevelDbLibrary choose(StoreOptions.Provider provider) {
    return switch (provider) {
      case JAVA -> JAVA;
      case NATIVE -> {
        if (!NativeLibrary.PROBLEM.isEmpty()) {
          throw new IllegalStateException(
              "the native LevelDB does not load here: " + NativeLibrary.PROBLEM);
        }
        yield NATIVE;
      }
      case AUTOMATIC -> NativeLibrary.PROBLEM.isEmpty() ? NATIVE : JAVA;
    };
  }

  /**
   * Set before the port's classes load: its memory maps would turn a full disk into errors of the
   * virtual machine.
   */
  private static final class JavaFactory {
    static final DBFactory FACTORY;

    static {
      System.setProperty("leveldb.mmap", "false");
      FACTORY = Iq80DBFactory.factory;
    }
  }

  /**
   * Loads the native library once. Its own loader unpacks it into a directory, which goes once it
   * is mapped.
   */
  private static final class NativeLibrary {
    private static final String PATH = "library.leveldbjni.path";

    /** Why it does not load; empty when it does. */
    static final String PROBLEM = load();

    private static String load() {
      Path unpacked;
      try {
        unpacked = Files.createTempDirectory("quorate-leveldb");
      } catch (IOException e) {
        return "no temporary directory to unpack it to (" + e.getMessage() + ")";
      }
      String before = System.getProperty(PATH);
      System.setProperty(PATH, unpacked.toString());
      try {
        Class.forName(
            "org.fusesource.leveldbjni.JniDBFactory", true, LevelDbLibrary.class.getClassLoader());
        LOG.info("storage: native LevelDB");
        return "";
      } catch (LinkageError | ClassNotFoundException e) {
        LOG.info(
            "storage: LevelDB in Java, as the native library does not load here: {}", firstLine(e));
        return firstLine(e);
      } finally {
        restore(before);
        remove(unpacked);
      }
    }

    private static void restore(@Nullable String before) {
      if (before == null) {
        System.clearProperty(PATH);
      } else {
        System.setProperty(PATH, before);
      }
    }

    /** On systems that keep a mapped file locked the loader's own deletion at exit remains. */
    private static void remove(Path directory) {
      File[] files = directory.toFile().listFiles();
      for (File file : files == null ? new File[0] : files) {
        if (!file.delete()) {
          LOG.debug("{} stays until exit", file);
        }
      }
      if (!directory.toFile().delete()) {
        LOG.debug("{} stays until exit", directory);
      }
    }

    private static String firstLine(Throwable problem) {
      return String.valueOf(problem.getMessage())
          .lines()
          .findFirst()
          .filter(line -> !line.isBlank())
          .orElse(problem.getClass().getSimpleName());
    }
  }
}

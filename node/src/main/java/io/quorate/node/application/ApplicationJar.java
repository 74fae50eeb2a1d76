package io.quorate.node.application;

import io.quorate.application.Application;
import io.quorate.application.ApplicationId;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipException;

/**
 * An application that was loaded from a jar. The jar stays open until this is closed; nothing of
 * the application may run after that.
 */
public final class ApplicationJar implements AutoCloseable {
  /** The file in a jar that names the application's class. */
  public static final String SERVICE = "META-INF/services/" + Application.class.getName();

  private final Application application;
  private final ApplicationId id;
  private final ApplicationClassLoader loader;

  private ApplicationJar(Application application, ApplicationId id, ApplicationClassLoader loader) {
    this.application = application;
    this.id = id;
    this.loader = loader;
  }

  /**
   * Loads the application of a jar.
   *
   * @throws ApplicationJarException when the file is no jar, names no application or several, was
   *     made for another version of the interface, or throws while it is loaded
   */
  @SuppressWarnings("resource") // closed with the result, or when there is none
  public static ApplicationJar open(Path file) throws ApplicationJarException {
    String className = className(file);
    ApplicationClassLoader loader =
        new ApplicationClassLoader(url(file), ApplicationJar.class.getClassLoader());
    try {
      Application application = instance(file, className, loader);
      return new ApplicationJar(application, identity(file, application), loader);
    } catch (ApplicationJarException e) {
      close(loader);
      throw e;
    }
  }

  /** The application. */
  public Application application() {
    return application;
  }

  /** Its name and version. */
  public ApplicationId id() {
    return id;
  }

  @Override
  public void close() {
    close(loader);
  }

  private static String className(Path file) throws ApplicationJarException {
    if (!Files.isRegularFile(file)) {
      throw new ApplicationJarException(
          file + " does not exist or is no file; give the path of an application's jar");
    }
    try (JarFile jar = new JarFile(file.toFile())) {
      JarEntry entry = jar.getJarEntry(SERVICE);
      if (entry == null) {
        throw new ApplicationJarException(
            file + " holds no application: put the name of its class into " + SERVICE);
      }
      try (InputStream in = jar.getInputStream(entry)) {
        return onlyName(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (ZipException e) {
      throw new ApplicationJarException(
          file + " is not a jar (" + e.getMessage() + "); build it with: mvn package", e);
    } catch (IOException e) {
      throw new ApplicationJarException("cannot read " + file + ": " + e, e);
    } catch (SecurityException e) {
      throw badSignature(file, e);
    }
  }

  private static ApplicationJarException badSignature(Path file, SecurityException cause) {
    return new ApplicationJarException(
        file
            + " carries a signature that does not hold ("
            + cause.getMessage()
            + "); whoever packs signed libraries into a jar of their own leaves out META-INF/*.SF,"
            + " *.RSA, *.DSA and *.EC",
        cause);
  }

  private static String onlyName(Path file, String service) throws ApplicationJarException {
    List<String> names =
        service
            .lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .toList();
    if (names.size() != 1) {
      throw new ApplicationJarException(
          file
              + " names "
              + (names.isEmpty() ? "no application" : names.size() + " applications " + names)
              + " in "
              + SERVICE
              + "; a jar holds exactly one");
    }
    return names.getFirst();
  }

  private static Application instance(Path file, String className, ApplicationClassLoader loader)
      throws ApplicationJarException {
    try {
      Class<?> type = loader.loadClass(className);
      if (!Application.class.isAssignableFrom(type)) {
        throw new ApplicationJarException(
            file + ": " + className + " does not implement " + Application.class.getName());
      }
      return (Application) type.getConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw new ApplicationJarException(
          file + " names " + className + " in " + SERVICE + " and does not hold that class", e);
    } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
      throw new ApplicationJarException(
          file
              + ": "
              + className
              + " needs to be a public class, not abstract, with a public constructor without"
              + " parameters",
          e);
    } catch (InvocationTargetException e) {
      throw threw(file, className, e.getCause() == null ? e : e.getCause());
    } catch (SecurityException e) {
      throw badSignature(file, e);
    } catch (RuntimeException | Error e) {
      throw threw(file, className, e);
    }
  }

  private static ApplicationId identity(Path file, Application application)
      throws ApplicationJarException {
    String className = application.getClass().getName();
    try {
      int contract = application.contract();
      if (contract != Application.CONTRACT) {
        throw otherContract(file, "version " + contract);
      }
      return ApplicationId.of(application);
    } catch (AbstractMethodError e) {
      throw otherContract(file, "another version");
    } catch (IllegalArgumentException e) {
      throw new ApplicationJarException(file + ": " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      throw threw(file, className, e);
    }
  }

  private static ApplicationJarException otherContract(Path file, String made) {
    return new ApplicationJarException(
        file
            + " was made for "
            + made
            + " of the application interface, this node has version "
            + Application.CONTRACT
            + "; build it anew against the quorate-application of this node");
  }

  private static ApplicationJarException threw(Path file, String className, Throwable cause) {
    return new ApplicationJarException(
        file + ": " + className + " cannot be loaded, it threw " + cause, cause);
  }

  private static URL url(Path file) throws ApplicationJarException {
    try {
      return file.toUri().toURL();
    } catch (IOException e) {
      throw new ApplicationJarException("cannot read " + file + ": " + e, e);
    }
  }

  private static void close(ApplicationClassLoader loader) {
    try {
      loader.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

package io.quorate.crypto;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The implementations of Ed25519 that exist on the machine the tests run on. */
final class Ed25519Libraries {
  /** A scheme with a name for the test report. */
  record Named(String name, SignatureScheme scheme) {
    @Override
    public String toString() {
      return name;
    }
  }

  private Ed25519Libraries() {}

  static List<Named> all() {
    return Stream.concat(
            Stream.of(new Named("BouncyCastle", SignatureSchemes.bouncyCastleEd25519())),
            SignatureSchemes.nativeEd25519().map(scheme -> new Named("native", scheme)).stream())
        .toList();
  }

  static PublicKey key(Bytes bytes) {
    return new PublicKey(SchemeId.ED25519, bytes);
  }

  /** The lines of a test resource that are no comments. */
  static List<String> lines(String resource) {
    try (var in = Ed25519Libraries.class.getResourceAsStream(resource)) {
      return new String(
              Optional.ofNullable(in).orElseThrow().readAllBytes(),
              java.nio.charset.StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

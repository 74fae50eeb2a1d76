package io.quorate.node.net;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.quorate.crypto.Bytes;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * TLS 1.3 in both directions, with certificates on both sides. Engines are made without the peer's
 * name, so the runtime never resumes a session, and every connection proves its key anew.
 *
 * @param server for accepted connections
 * @param client for dialled ones
 */
record TlsContexts(SslContext server, SslContext client) {
  /** The first is fastest where the processor has AES, the second elsewhere. */
  private static final List<String> CIPHERS =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256");

  static TlsContexts of(TransportConfig config) {
    Set<Bytes> pinned =
        config.peers().stream().map(PeerAddress::networkKey).collect(Collectors.toSet());
    TrustManager trust = new PinnedTrust(pinned);
    X509Certificate own = Certificates.selfSigned(config.key());
    try {
      return new TlsContexts(
          common(SslContextBuilder.forServer(config.key().privateKey(), own), trust)
              .clientAuth(ClientAuth.REQUIRE)
              .build(),
          common(SslContextBuilder.forClient().keyManager(config.key().privateKey(), own), trust)
              .endpointIdentificationAlgorithm(null)
              .build());
    } catch (SSLException e) {
      throw new IllegalStateException("this Java runtime has no TLS 1.3 with Ed25519", e);
    }
  }

  private static SslContextBuilder common(SslContextBuilder builder, TrustManager trust) {
    return builder
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3")
        .ciphers(CIPHERS)
        .trustManager(trust);
  }
}

package io.quorate.node.net;

import io.quorate.crypto.Bytes;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a certificate when its key is a known peer's, and for no other reason: no authorities, no
 * names, no dates.
 */
final class PinnedTrust extends X509ExtendedTrustManager {
  private final Set<Bytes> keys;

  PinnedTrust(Set<Bytes> keys) {
    this.keys = Set.copyOf(keys);
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0 || Certificates.rawKey(chain[0]).filter(keys::contains).isEmpty()) {
      throw new UnknownKey();
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  /** The certificate's key is nobody's here. */
  static final class UnknownKey extends CertificateException {
    private static final long serialVersionUID = 1L;

    UnknownKey() {
      super("the key is not pinned");
    }
  }
}

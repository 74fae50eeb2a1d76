package io.quorate.node.net;

import io.quorate.crypto.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The envelope TLS wants around a network key. Only the key in it means anything: names, dates and
 * the self-signature are there because X.509 has them, and TLS itself proves the possession of the
 * key.
 */
final class Certificates {
  /** What precedes the 32 bytes of every Ed25519 key in X.509 (RFC 8410). */
  private static final Bytes PREFIX = Bytes.fromHex("302a300506032b6570032100");

  private static final int KEY_BYTES = 32;

  private Certificates() {}

  /** The certificate of a key; the same for the same key. */
  static X509Certificate selfSigned(NetworkKey key) {
    X500Name name = new X500Name("CN=quorate");
    SubjectPublicKeyInfo subject =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), key.publicKey().toArray());
    X509v3CertificateBuilder certificate =
        new X509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(Instant.parse("2020-01-01T00:00:00Z")),
            Date.from(Instant.parse("9999-12-31T23:59:59Z")),
            name,
            subject);
    try {
      byte[] encoded =
          certificate
              .build(new JcaContentSignerBuilder("Ed25519").build(key.privateKey()))
              .getEncoded();
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(encoded));
    } catch (OperatorCreationException | CertificateException | IOException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  /** The raw key of a certificate, or empty when it is not an Ed25519 key. */
  static Optional<Bytes> rawKey(X509Certificate certificate) {
    PublicKey key = certificate.getPublicKey();
    Bytes encoded = Bytes.wrap(key.getEncoded().clone());
    return encoded.startsWith(PREFIX) && encoded.size() == PREFIX.size() + KEY_BYTES
        ? Optional.of(encoded.slice(PREFIX.size(), encoded.size()))
        : Optional.empty();
  }
}

package io.quorate.node.net;

import io.netty.handler.ssl.JdkSslContext;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.node.net.wire.Frame;
import io.quorate.node.net.wire.Hello;
import io.quorate.node.net.wire.Kind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLSocket;

/** A peer with a valid certificate that says whatever a test wants, byte by byte. */
final class RawPeer implements AutoCloseable {
  private static final int RECEIVE_BUFFER = 256 << 10;

  private final SSLSocket socket;
  private final DataOutputStream out;
  private final DataInputStream in;

  private RawPeer(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.out = new DataOutputStream(socket.getOutputStream());
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** Connects as a validator to validator 0, as far as TLS goes. */
  static RawPeer secured(int index, int port) throws IOException {
    TlsContexts tls = TlsContexts.of(TestNode.config(index, TestNode.peer(0, port)));
    SSLSocket socket =
        (SSLSocket) ((JdkSslContext) tls.client()).context().getSocketFactory().createSocket();
    // A size of its own keeps the kernel from making the buffer larger while nobody reads.
    socket.setReceiveBufferSize(RECEIVE_BUFFER);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout((int) TestNode.PATIENCE.toMillis());
    socket.setEnabledProtocols(new String[] {"TLSv1.3"});
    socket.startHandshake();
    return new RawPeer(socket);
  }

  /** Connects all the way. */
  static RawPeer authenticated(int index, int port, Lane lane) throws IOException {
    RawPeer peer = secured(index, port);
    peer.send(Kind.KIND_HELLO, hello(Handshake.VERSION, TestNode.CHAIN, index, lane));
    Frame answer = peer.read();
    if (answer.getKind() != Kind.KIND_HELLO) {
      throw new AssertionError("no hello but " + answer);
    }
    return peer;
  }

  static Bytes hello(int version, Hash chain, int sender, Lane lane) {
    Hello hello = Handshake.hello(version, chain, sender, lane);
    return Bytes.wrap(hello.toByteArray());
  }

  void send(Kind kind, Bytes body) throws IOException {
    sendRaw(Bytes.concat(FrameCodec.header(kind, body), body));
  }

  void sendRaw(Bytes bytes) throws IOException {
    out.write(bytes.toArray());
    out.flush();
  }

  Frame read() throws IOException {
    byte[] content = new byte[in.readInt()];
    in.readFully(content);
    return Frame.parseFrom(content);
  }

  /** Reads to the end of the connection; anything but an end within the time limit fails. */
  void awaitEnd() throws IOException {
    byte[] rest = new byte[1_024];
    while (true) {
      try {
        if (in.read(rest) < 0) {
          return;
        }
      } catch (java.net.SocketTimeoutException e) {
        throw new AssertionError("the connection stays open", e);
      } catch (IOException e) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    // Without the farewell of TLS, which would wait for one that does not read.
    socket.setSoLinger(true, 0);
    socket.close();
  }
}

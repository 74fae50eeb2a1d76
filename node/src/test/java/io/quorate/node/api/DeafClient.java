package io.quorate.node.api;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An HTTP/2 client that allows the server no byte of an answer. */
final class DeafClient implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;

  DeafClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket
        .getOutputStream()
        .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    byte[] noWindow = {0, 4, 0, 0, 0, 0};
    frame(SETTINGS, 0, 0, noWindow);
  }

  /** Sends a GET request. */
  void get(int stream, String path) throws IOException {
    frame(
        HEADERS,
        END_STREAM | END_HEADERS,
        stream,
        headers(":method", "GET", ":scheme", "http", ":authority", "node", ":path", path));
  }

  /** Sends one message of a gRPC call, and no more. */
  void call(int stream, String method, byte[] message) throws IOException {
    frame(
        HEADERS,
        END_HEADERS,
        stream,
        headers(
            ":method",
            "POST",
            ":scheme",
            "http",
            ":authority",
            "node",
            ":path",
            "/quorate.v1.Quorate/" + method,
            "content-type",
            "application/grpc",
            "te",
            "trailers"));
    frame(
        DATA,
        END_STREAM,
        stream,
        ByteBuffer.allocate(5 + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array());
  }

  /** Returns when the server has given the stream up, or the connection; fails after a while. */
  void awaitCutOff(int stream) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    try {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readUnsignedByte();
        int of = in.readInt();
        in.skipNBytes(length);
        if (type == RST_STREAM && of == stream) {
          return;
        }
      }
    } catch (EOFException | SocketException _) {
      // The connection has gone.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    socket.getOutputStream().write(frame.array());
  }

  /** Names and values as literals that are not indexed (RFC 7541, section 6.2.2). */
  private static byte[] headers(String... namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i++) {
      if (i % 2 == 0) {
        block.write(0);
      }
      block.write(namesAndValues[i].length());
      block.writeBytes(namesAndValues[i].getBytes(StandardCharsets.US_ASCII));
    }
    return block.toByteArray();
  }
}

package io.quorate.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Takes connections and says nothing that makes sense over them. */
final class MuteServer implements Lie.Liar {
  private static final long PAUSE_MILLIS = 20;

  private final ServerSocket server;
  private final boolean dribbles;
  private final List<Socket> taken = new ArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);

  /**
   * @param dribbles whether a byte of an endless frame comes now and then
   */
  MuteServer(boolean dribbles) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.dribbles = dribbles;
    Thread _ = Thread.ofVirtual().start(this::run);
  }

  /** The address of somebody who has gone. */
  static Lie.Liar gone() throws IOException {
    MuteServer server = new MuteServer(false);
    server.close();
    return server;
  }

  @Override
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  private void run() {
    try {
      while (true) {
        Socket socket = server.accept();
        synchronized (taken) {
          taken.add(socket);
        }
        if (dribbles) {
          Thread _ = Thread.ofVirtual().start(() -> dribble(socket));
        }
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  /** The settings with which a server begins, and then an unknown frame that is never whole. */
  private void dribble(Socket socket) {
    byte[] beginning = {0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 63, 0, 77, 0, 0, 0, 0, 0};
    try {
      OutputStream out = socket.getOutputStream();
      out.write(beginning);
      out.flush();
      while (!over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        out.write(0);
        out.flush();
      }
    } catch (IOException | InterruptedException _) {
      // The client has gone, or the test is over.
    }
  }

  @Override
  public void close() throws IOException {
    over.countDown();
    server.close();
    synchronized (taken) {
      for (Socket socket : taken) {
        socket.close();
      }
    }
  }
}

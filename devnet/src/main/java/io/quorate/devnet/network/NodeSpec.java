package io.quorate.devnet.network;

import java.net.URI;

/**
 * One node's name and places.
 *
 * @param number from 1; the validator's index is one less
 * @param peerPort where its peers reach it, on the loopback interface
 * @param apiPort where clients reach it, on the loopback interface
 */
public record NodeSpec(int number, int peerPort, int apiPort) {
  static final String HOST = "127.0.0.1";

  /** What people call it. */
  public String name() {
    return "node-" + number;
  }

  /** Host and port for peers. */
  public String peerAddress() {
    return HOST + ":" + peerPort;
  }

  /** Host and port for clients. */
  public String apiAddress() {
    return HOST + ":" + apiPort;
  }

  /** The root of its API. */
  public URI url() {
    return URI.create("http://" + apiAddress());
  }
}

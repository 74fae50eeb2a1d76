package io.quorate.node.net;

/** Why a connection was closed or never came up; each is counted on its own. */
enum Refusal {
  NOT_TLS("it does not speak TLS; something that is not a Quorate node connects to this port"),
  WRONG_KEY(
      "its certificate has a key that is not the peer's; compare the networkKey of its validator entry in the genesis"
          + " with the network key file it runs with"),
  TLS_FAILED("TLS failed"),
  REFUSED_BY_PEER("it refused this node; its log says why"),
  OUR_KEY_REFUSED(
      "it refused this node's certificate; compare this node's network key file with the networkKey of its validator"
          + " entry in the genesis the peer runs with"),
  WRONG_VERSION("it speaks another protocol version; run the same release on both nodes"),
  WRONG_CHAIN("it runs another chain; give both nodes the same genesis file"),
  WRONG_INDEX(
      "it claims another validator's index; give both nodes the same genesis file and check its key file"),
  FRAME_TOO_LONG("it sent a frame above the limit"),
  MALFORMED("it sent something that is not a frame of this protocol"),
  HANDSHAKE_TIMEOUT("it did not authenticate in time"),
  TOO_MANY("too many connections were waiting to authenticate"),
  SILENT("nothing was heard from it for too long"),
  UNREACHABLE(
      "it cannot be reached; check that it runs and that the address in this node's configuration is right");

  private final String advice;

  Refusal(String advice) {
    this.advice = advice;
  }

  /** The rest of a sentence that starts with who it is about. */
  String advice() {
    return advice;
  }
}

package io.quorate.node.net;

import io.quorate.crypto.Bytes;

/**
 * A frame ready to be written, shared by all peers it goes to.
 *
 * @param trafficClass the queue it waits in
 * @param header length, kind and body tag
 * @param body the message
 */
record OutFrame(TrafficClass trafficClass, Bytes header, Bytes body) {
  int size() {
    return header.size() + body.size();
  }
}

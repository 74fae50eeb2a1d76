package io.quorate.devnet.diagnose;

/** What an operator types or does, in the terms of where the nodes run. */
public interface Steps {
  /** To make a node that does not run run again. */
  String start(String node);

  /** To let a frozen node go on. */
  String resume(String node);

  /** To see why connections between nodes do not stand. */
  String connect();

  /** To see what a node says. */
  String log(String node);

  /** To put a node's clock right. */
  String clock(String node);

  /** To make room on a node's disk. */
  String room(String node);

  /** Steps for nodes that run anywhere. */
  final class Anywhere implements Steps {
    @Override
    public String start(String node) {
      return "start the process of " + node + " and read the end of its log if it does not stay";
    }

    @Override
    public String resume(String node) {
      return "let the process of "
          + node
          + " go on (kill -CONT), or look what keeps its machine busy";
    }

    @Override
    public String connect() {
      return "check that each node reaches the `listen` address of each other: routes, firewalls,"
          + " and the `peers` of their node.yaml";
    }

    @Override
    public String log(String node) {
      return "read the log of " + node;
    }

    @Override
    public String clock(String node) {
      return "put the clock of the machine of " + node + " right, with NTP for example";
    }

    @Override
    public String room(String node) {
      return "free some space under the dataDir of " + node + "; it goes on by itself";
    }
  }
}

package io.quorate.node.runtime;

import io.quorate.api.ApiError;
import io.quorate.api.ErrorCode;
import io.quorate.mempool.Admission;

/** The mempool's refusals in the API's words. */
final class Refusals {
  private Refusals() {}

  static ApiError error(Admission.Refused refused) {
    ErrorCode code =
        switch (refused.code()) {
          case MALFORMED -> ErrorCode.MALFORMED;
          case TOO_LARGE -> ErrorCode.TOO_LARGE;
          case WRONG_CHAIN -> ErrorCode.WRONG_CHAIN;
          case BAD_SIGNATURE -> ErrorCode.BAD_SIGNATURE;
          case EXPIRED -> ErrorCode.EXPIRED;
          case EXPIRY_TOO_FAR -> ErrorCode.EXPIRY_TOO_FAR;
          case SEQUENCE_USED, SEQUENCE_TOO_OLD -> ErrorCode.SEQUENCE_USED;
          case SEQUENCE_TOO_FAR_AHEAD -> ErrorCode.SEQUENCE_TOO_FAR;
          case SEQUENCE_TAKEN -> ErrorCode.SEQUENCE_TAKEN;
          case SENDER_FULL -> ErrorCode.SENDER_LIMIT;
          case PEER_FULL, FULL -> ErrorCode.FULL;
          case APPLICATION_REFUSED -> ErrorCode.APPLICATION_REFUSED;
        };
    return new ApiError(code, refused.detail());
  }
}

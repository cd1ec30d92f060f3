// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A request with this idempotency key was begun by a server that ended before its result was known, or the result was too large to be kept. It is not done again. */
export type IdempotencyLostData = {
  code: "idempotency_lost";
};

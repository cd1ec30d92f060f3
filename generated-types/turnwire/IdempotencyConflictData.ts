// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The idempotency key was used for another request, or with other params. */
export type IdempotencyConflictData = {
  code: "idempotency_conflict";
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Another process is handling a request with this idempotency key. */
export type IdempotencyRunningData = {
  code: "idempotency_running";
};

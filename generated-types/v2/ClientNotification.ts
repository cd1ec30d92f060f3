// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A notification of a client. */
export type ClientNotification = {
  /** The client has read the reply of `initialize`. Nothing waits for it. */
  method: "initialized";
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Why the client gets a snapshot, and not only what it has missed. */
export type AttachReason = "none_given" | "other_epoch" | "too_old" | "in_future";

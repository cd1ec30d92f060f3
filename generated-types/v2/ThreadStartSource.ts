// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Why a thread is started. */
export type ThreadStartSource = "startup" | "clear";

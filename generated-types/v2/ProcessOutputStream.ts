// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Where output was written. */
export type ProcessOutputStream = "stdout" | "stderr";

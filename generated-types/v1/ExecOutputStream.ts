// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Where a piece of output came from. */
export type ExecOutputStream = "stdout" | "stderr";

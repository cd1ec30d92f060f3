// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How long granted permissions last. */
export type PermissionGrantScope = "turn" | "session";

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `project/move`. */
export type ProjectMoveResponse = Record<string, never>;

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/section/move`. */
export type ThreadSectionMoveResponse = Record<string, never>;

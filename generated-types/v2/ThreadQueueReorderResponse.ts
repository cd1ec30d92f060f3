// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/queue/reorder`. */
export type ThreadQueueReorderResponse = Record<string, never>;

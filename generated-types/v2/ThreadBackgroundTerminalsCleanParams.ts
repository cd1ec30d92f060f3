// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/backgroundTerminals/clean`. */
export type ThreadBackgroundTerminalsCleanParams = {
  threadId: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/backgroundTerminals/terminate`. */
export type ThreadBackgroundTerminalsTerminateParams = {
  threadId: string;
  processId: string;
};

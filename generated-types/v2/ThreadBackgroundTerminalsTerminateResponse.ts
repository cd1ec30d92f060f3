// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/backgroundTerminals/terminate`. */
export type ThreadBackgroundTerminalsTerminateResponse = {
  terminated: boolean;
};

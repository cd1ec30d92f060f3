// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `guardianWarning`. */
export type GuardianWarningNotification = {
  threadId: string;
  message: string;
};

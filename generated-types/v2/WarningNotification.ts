// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `warning`. */
export type WarningNotification = {
  threadId: string | null;
  message: string;
};

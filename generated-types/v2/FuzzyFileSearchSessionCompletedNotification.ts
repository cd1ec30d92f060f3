// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `fuzzyFileSearch/sessionCompleted`. */
export type FuzzyFileSearchSessionCompletedNotification = {
  sessionId: string;
};

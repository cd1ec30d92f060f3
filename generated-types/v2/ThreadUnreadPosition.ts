// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Where the unread part begins. */
export type ThreadUnreadPosition = {
  type: "threadStart";
} | {
  type: "turn";
  turnId: string;
};

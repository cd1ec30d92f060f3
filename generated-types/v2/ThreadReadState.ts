// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadUnreadPosition } from './ThreadUnreadPosition.js';

/** What the user has read of a thread. */
export type ThreadReadState = {
  firstUnread: ThreadUnreadPosition | null;
  revision: string;
};

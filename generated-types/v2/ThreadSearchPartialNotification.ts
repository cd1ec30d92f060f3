// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { RequestId } from './RequestId.js';
import type { ThreadSearchResult } from './ThreadSearchResult.js';

/** Params of `thread/search/partial`. */
export type ThreadSearchPartialNotification = {
  requestId: RequestId;
  data: ThreadSearchResult[];
};

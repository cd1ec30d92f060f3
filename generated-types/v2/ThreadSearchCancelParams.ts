// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { RequestId } from './RequestId.js';

/** Params of `thread/search/cancel` and `thread/search/stream/cancel`. */
export type ThreadSearchCancelParams = {
  requestId: RequestId;
};

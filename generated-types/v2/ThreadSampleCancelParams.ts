// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { RequestId } from './RequestId.js';

/** Params of `thread/sample/cancel`. */
export type ThreadSampleCancelParams = {
  requestId: RequestId;
};

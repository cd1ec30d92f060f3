// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { RequestId } from './RequestId.js';

/** Params of `serverRequest/resolved`. */
export type ServerRequestResolvedNotification = {
  threadId: string;
  requestId: RequestId;
};

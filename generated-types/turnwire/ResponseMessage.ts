// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { RequestId } from '../v1/RequestId.js';

/** The envelope of an answer to a request. */
export type ResponseMessage = {
  id: RequestId;
  result: unknown;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { RequestId } from '../v1/RequestId.js';

/** The envelope of a request: a method, and an id for the answer. */
export type RequestMessage = {
  method: string;
  id: RequestId;
  params?: unknown | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ErrorObject } from './ErrorObject.js';
import type { RequestId } from '../v1/RequestId.js';

/** The envelope of a refused request; the id is null when it could not be read. */
export type ErrorMessage = {
  error: ErrorObject;
  id: RequestId | null;
};

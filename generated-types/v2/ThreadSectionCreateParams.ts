// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadSectionAppearance } from './ThreadSectionAppearance.js';

/** Params of `threadSection/create`. */
export type ThreadSectionCreateParams = {
  name: string;
  appearance?: ThreadSectionAppearance | null | undefined;
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};

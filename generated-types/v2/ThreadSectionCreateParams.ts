// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadSectionAppearance } from './ThreadSectionAppearance.js';

/** Params of `threadSection/create`. */
export type ThreadSectionCreateParams = {
  name: string;
  appearance?: ThreadSectionAppearance | null | undefined;
  /** A text that the client makes for this request alone. For a day, a request with the same key has the same result, and does nothing. */
  idempotencyKey?: string | null | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { RateLimitWindow } from './RateLimitWindow.js';

/** The short and the long limit, as far as the provider reports them. */
export type RateLimitSnapshot = {
  primary: RateLimitWindow | null;
  secondary: RateLimitWindow | null;
};

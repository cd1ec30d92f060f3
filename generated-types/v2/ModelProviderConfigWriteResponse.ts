// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ModelProviderSummary } from './ModelProviderSummary.js';

/** Result of `modelProvider/config/write`. */
export type ModelProviderConfigWriteResponse = {
  provider: ModelProviderSummary;
};

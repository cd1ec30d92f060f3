// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ModelProviderSummary } from './ModelProviderSummary.js';

/** Result of `modelProvider/list`. */
export type ModelProviderListResponse = {
  data: ModelProviderSummary[];
  defaultProviderId: string;
  canChangeDefault: boolean;
};

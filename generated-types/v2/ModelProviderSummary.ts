// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ProviderSettings } from './ProviderSettings.js';

/** A model provider of the configuration. */
export type ModelProviderSummary = {
  id: string;
  name: string;
  canEdit: boolean;
  baseUrl: string | null;
  settings: ProviderSettings;
};

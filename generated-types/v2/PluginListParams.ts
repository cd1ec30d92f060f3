// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { PluginListMarketplaceKind } from './PluginListMarketplaceKind.js';

/** Params of `plugin/list`. */
export type PluginListParams = {
  cwds?: string[] | null | undefined;
  marketplaceKinds?: PluginListMarketplaceKind[] | null | undefined;
  forceRefetch?: boolean | null | undefined;
};

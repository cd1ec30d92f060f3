// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Result of `plugin/list`. */
export type PluginListResponse = {
  marketplaces: JsonValue[];
  marketplaceLoadErrors: JsonValue[];
  featuredPluginIds: string[];
};

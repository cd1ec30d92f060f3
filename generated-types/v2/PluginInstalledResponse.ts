// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Result of `plugin/installed`. */
export type PluginInstalledResponse = {
  marketplaces: JsonValue[];
  marketplaceLoadErrors: JsonValue[];
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConfigLayerSource } from './ConfigLayerSource.js';
import type { JsonValue } from './JsonValue.js';

/** One layer of the configuration. */
export type ConfigLayer = {
  name: ConfigLayerSource;
  version: string;
  config: JsonValue;
  disabledReason: string | null;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Config } from './Config.js';
import type { ConfigLayer } from './ConfigLayer.js';
import type { ConfigLayerMetadata } from './ConfigLayerMetadata.js';

/** Result of `config/read`. */
export type ConfigReadResponse = {
  config: Config;
  origins: {
    [key: string]: ConfigLayerMetadata;
  };
  layers: ConfigLayer[] | null;
};

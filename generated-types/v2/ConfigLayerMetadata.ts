// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConfigLayerSource } from './ConfigLayerSource.js';

/** A layer of the configuration and the version of its content. */
export type ConfigLayerMetadata = {
  name: ConfigLayerSource;
  version: string;
};

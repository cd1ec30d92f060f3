// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConfigLayerMetadata } from './ConfigLayerMetadata.js';
import type { JsonValue } from './JsonValue.js';

/** The layer that overrides what was written, and the value that counts. */
export type OverriddenMetadata = {
  message: string;
  overridingLayer: ConfigLayerMetadata;
  effectiveValue: JsonValue;
};

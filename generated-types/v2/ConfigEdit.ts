// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';
import type { MergeStrategy } from './MergeStrategy.js';

/** A value to write; null removes the key. */
export type ConfigEdit = {
  keyPath: string;
  value: JsonValue;
  mergeStrategy: MergeStrategy;
};

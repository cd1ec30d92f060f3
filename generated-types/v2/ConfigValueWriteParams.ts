// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';
import type { MergeStrategy } from './MergeStrategy.js';

/** Params of `config/value/write`. */
export type ConfigValueWriteParams = {
  keyPath: string;
  value: JsonValue;
  mergeStrategy: MergeStrategy;
  filePath?: string | null | undefined;
  expectedVersion?: string | null | undefined;
};

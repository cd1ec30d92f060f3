// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Params of `thread/inject_items`. */
export type ThreadInjectItemsParams = {
  threadId: string;
  items: JsonValue[];
};

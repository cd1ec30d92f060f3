// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { DynamicToolCallOutputContentItem } from './DynamicToolCallOutputContentItem.js';

/** Result of `item/tool/call`. */
export type DynamicToolCallResponse = {
  contentItems: DynamicToolCallOutputContentItem[];
  success: boolean;
};

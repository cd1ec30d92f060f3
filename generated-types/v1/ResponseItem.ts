// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CustomToolCallItem } from './CustomToolCallItem.js';
import type { CustomToolCallOutputItem } from './CustomToolCallOutputItem.js';
import type { FunctionCallItem } from './FunctionCallItem.js';
import type { FunctionCallOutputItem } from './FunctionCallOutputItem.js';
import type { LocalShellCallItem } from './LocalShellCallItem.js';
import type { MessageItem } from './MessageItem.js';
import type { ReasoningItem } from './ReasoningItem.js';
import type { WebSearchCallItem } from './WebSearchCallItem.js';

/** One item of the history that the model sees. */
export type ResponseItem = MessageItem | ReasoningItem | LocalShellCallItem | FunctionCallItem | FunctionCallOutputItem | CustomToolCallItem | CustomToolCallOutputItem | WebSearchCallItem;

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { FunctionCallOutputContentItem } from './FunctionCallOutputContentItem.js';

/** The output of a function call: a text, or several pieces. */
export type FunctionCallOutputBody = string | FunctionCallOutputContentItem[];

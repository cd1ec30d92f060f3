// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ToolRequestUserInputQuestion } from './ToolRequestUserInputQuestion.js';

/** Params of `item/tool/requestUserInput`. */
export type ToolRequestUserInputParams = {
  threadId: string;
  turnId: string;
  itemId: string;
  questions: ToolRequestUserInputQuestion[];
  isBlocking: boolean;
  autoResolutionMs: number | null;
};

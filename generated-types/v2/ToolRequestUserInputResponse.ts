// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ToolRequestUserInputAnswer } from './ToolRequestUserInputAnswer.js';

/** Result of `item/tool/requestUserInput`. */
export type ToolRequestUserInputResponse = {
  answers: {
    [key: string]: ToolRequestUserInputAnswer;
  };
};

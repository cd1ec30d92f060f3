// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ToolRequestUserInputOption } from './ToolRequestUserInputOption.js';

/** A question of the model to the user. */
export type ToolRequestUserInputQuestion = {
  id: string;
  header: string;
  question: string;
  isOther: boolean;
  isSecret: boolean;
  options: ToolRequestUserInputOption[] | null;
};

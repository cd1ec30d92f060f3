// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { FunctionCallOutputBody } from './FunctionCallOutputBody.js';

/** The output of a function call that a turn begins with. */
export type TurnToolOutput = {
  name: string;
  namespace?: string | null | undefined;
  output: FunctionCallOutputBody;
  retain?: boolean | null | undefined;
};

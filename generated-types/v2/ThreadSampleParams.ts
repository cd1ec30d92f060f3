// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ReasoningEffort } from './ReasoningEffort.js';
import type { ThreadSource } from './ThreadSource.js';

/** Params of `thread/sample`. */
export type ThreadSampleParams = {
  threadId: string;
  expectedTurnId: string;
  allowInProgressTurn?: boolean | null | undefined;
  prompt: string;
  effort?: ReasoningEffort | null | undefined;
  threadSource?: ThreadSource | null | undefined;
  turnTrigger?: string | null | undefined;
  responsesapiClientMetadata?: {
    [key: string]: string;
  } | null | undefined;
  disableMcp?: boolean | null | undefined;
  interruptOnCancel?: boolean | null | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { UserInput } from './UserInput.js';

/** Params of `thread/queue/update`. */
export type ThreadQueueUpdateParams = {
  threadId: string;
  queuedSubmissionId: string;
  input: UserInput[];
  responsesapiClientMetadata?: {
    [key: string]: string;
  } | null | undefined;
};

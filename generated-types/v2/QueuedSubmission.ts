// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { UserInput } from './UserInput.js';

/** An input that waits for the running turn to end. */
export type QueuedSubmission = {
  id: string;
  input: UserInput[];
  clientUserMessageId: string;
  responsesapiClientMetadata: {
    [key: string]: string;
  } | null;
};

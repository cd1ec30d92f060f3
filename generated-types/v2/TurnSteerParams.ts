// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AdditionalContextEntry } from './AdditionalContextEntry.js';
import type { UserInput } from './UserInput.js';

/** Params of `turn/steer`. */
export type TurnSteerParams = {
  threadId: string;
  clientUserMessageId?: string | null | undefined;
  input: UserInput[];
  responsesapiClientMetadata?: {
    [key: string]: string;
  } | null | undefined;
  responsesapiClientMetadataPatch?: {
    [key: string]: string;
  } | null | undefined;
  additionalContext?: {
    [key: string]: AdditionalContextEntry;
  } | null | undefined;
  expectedTurnId: string;
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};

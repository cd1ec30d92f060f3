// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** The JSON Schema of the result of a tool. */
export type ToolOutputSchema = {
  properties?: JsonValue | undefined;
  required?: string[] | null | undefined;
  type: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** The JSON Schema of what a tool takes. */
export type ToolInputSchema = {
  properties?: JsonValue | undefined;
  required?: string[] | null | undefined;
  type: string;
};

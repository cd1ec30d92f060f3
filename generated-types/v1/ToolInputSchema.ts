// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** The JSON Schema of a tool's arguments. */
export type ToolInputSchema = {
  properties?: JsonValue | undefined;
  required?: string[] | null | undefined;
  type: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ToolAnnotations } from './ToolAnnotations.js';
import type { ToolInputSchema } from './ToolInputSchema.js';
import type { ToolOutputSchema } from './ToolOutputSchema.js';

/** A tool that a server offers. */
export type Tool = {
  annotations?: ToolAnnotations | null | undefined;
  description?: string | null | undefined;
  inputSchema: ToolInputSchema;
  name: string;
  outputSchema?: ToolOutputSchema | null | undefined;
  title?: string | null | undefined;
};

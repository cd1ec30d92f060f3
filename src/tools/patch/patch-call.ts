import * as z from 'zod';
import type { ToolCall } from '../../core/ports.js';

export { runPatch } from './patch.js';

const Arguments = z.object({ input: z.string() });

/** The patch of a call: its input as it stands, or behind `input` in the JSON of a function. */
export function readPatchInput({ kind, input }: ToolCall): { text: string } | { problem: string } {
  if (kind === 'custom') return { text: input };
  try {
    const parsed = Arguments.safeParse(JSON.parse(input));
    if (parsed.success) return { text: parsed.data.input };
    return { problem: `failed to parse function arguments: input: ${parsed.error.issues[0]?.message}` };
  } catch (e) {
    return { problem: `failed to parse function arguments: ${(e as Error).message}` };
  }
}

import * as z from 'zod';
import type { ToolCall } from '../../core/ports/index.js';
import { parseArguments } from '../json-arguments.js';

export { runPatch } from './run-patch.js';

const Arguments = z.object({ input: z.string() });

/** The patch of a call: its input as it stands, or behind `input` in the JSON of a function. */
export function readPatchInput({ kind, input }: ToolCall): { text: string } | { problem: string } {
  if (kind === 'custom') return { text: input };
  const parsed = parseArguments(Arguments, input);
  return 'problem' in parsed ? parsed : { text: parsed.value.input };
}

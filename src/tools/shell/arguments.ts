import * as z from 'zod';
import { parseArguments } from '../json-arguments.js';
import { amount, fromText, truth } from '../loose-values.js';

const Arguments = z.lazy(() =>
  z.object({
    command: fromText(z.array(z.string()), /^\s*\[/),
    workdir: z.string().nullish(),
    timeout_ms: amount,
    timeout: amount,
    with_escalated_permissions: truth,
    justification: z.string().nullish(),
  }),
);

export interface ShellCall {
  readonly command: string[];
  /** As the model wrote it; relative to the working directory of the turn. */
  readonly workdir: string | undefined;
  readonly timeoutMs: number;
  readonly escalated: boolean;
  readonly justification: string | undefined;
}

const DEFAULT_TIMEOUT_MS = 10_000;
/** Node's timers allow no longer time. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Reads the arguments of a shell call; a text for the model when they cannot be read. */
export function readArguments(json: string): ShellCall | string {
  const parsed = parseArguments(Arguments, json);
  if ('problem' in parsed) return parsed.problem;
  const { command, workdir, timeout_ms, timeout, with_escalated_permissions, justification } = parsed.value;
  return {
    command,
    workdir: workdir ?? undefined,
    timeoutMs: Math.min(timeout_ms ?? timeout ?? DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS),
    escalated: with_escalated_permissions ?? false,
    justification: justification ?? undefined,
  };
}

export const SHELL_SPEC = {
  type: 'function',
  name: 'shell',
  description:
    'Runs a command and returns its output. The command is a list of words and is not passed through a shell; write ' +
    '["bash", "-lc", "..."] where you need one. It runs in the working directory unless you name another.',
  strict: false,
  parameters: {
    type: 'object',
    properties: {
      command: { type: 'array', items: { type: 'string' }, description: 'The program and its arguments.' },
      justification: {
        type: 'string',
        description: 'Only with with_escalated_permissions: one sentence that tells the user why it is needed.',
      },
      timeout_ms: { type: 'number', description: 'Milliseconds after which the command is ended.' },
      with_escalated_permissions: {
        type: 'boolean',
        description: 'Asks to run without the sandbox. Only for commands that need it.',
      },
      workdir: { type: 'string', description: 'The directory to run in.' },
    },
    required: ['command'],
    additionalProperties: false,
  },
} as const;

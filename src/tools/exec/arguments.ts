import * as z from 'zod';
import { parseArguments } from '../json-arguments.js';
import { amount, fromText, truth } from '../loose-values.js';
import { ASKED_SPEC, AskedPermissions } from '../permissions/asked.js';
import type { CommandWish } from '../permissions/command-permissions.js';

const ExecArguments = z.lazy(() =>
  z.object({
    cmd: z.string(),
    workdir: z.string().nullish(),
    shell: z.string().nullish(),
    login: truth,
    tty: truth,
    yield_time_ms: amount,
    max_output_tokens: amount,
    sandbox_permissions: z.enum(['use_default', 'with_additional_permissions', 'require_escalated']).nullish(),
    additional_permissions: AskedPermissions.nullish(),
    with_escalated_permissions: truth,
    justification: z.string().nullish(),
  }),
);

const StdinArguments = z.lazy(() =>
  z.object({
    session_id: fromText(z.int(), /^\s*\d+\s*$/),
    chars: z.string().nullish(),
    yield_time_ms: amount,
    max_output_tokens: amount,
  }),
);

export interface ExecCall extends CommandWish {
  readonly script: string;
  readonly workdir: string | undefined;
  readonly shell: string | undefined;
  readonly login: boolean;
  /** The stdin of the command stays open. */
  readonly tty: boolean;
  readonly yieldMs: number;
  readonly maxTokens: number;
  readonly escalated: boolean;
  readonly justification: string | undefined;
}

export interface StdinCall {
  readonly session: number;
  /** Empty: nothing is written. */
  readonly chars: string;
  readonly yieldMs: number;
  readonly maxTokens: number;
}

const MAX_TOKENS = 10_000;
const EXEC_WAIT = { usual: 10_000, min: 250, max: 30_000 };
const WRITE_WAIT = { usual: 250, min: 250, max: 30_000 };
const POLL_WAIT = { usual: 5_000, min: 5_000, max: 300_000 };

/** Reads the arguments of `exec_command`; a text for the model when they cannot be read. */
export function readExec(json: string): ExecCall | string {
  const parsed = parseArguments(ExecArguments, json);
  if ('problem' in parsed) return parsed.problem;
  const { cmd, workdir, shell, login, tty, yield_time_ms, max_output_tokens, ...asked } = parsed.value;
  return {
    script: cmd,
    workdir: workdir ?? undefined,
    shell: shell ?? undefined,
    login: login ?? true,
    tty: tty ?? false,
    yieldMs: within(EXEC_WAIT, yield_time_ms),
    maxTokens: tokens(max_output_tokens),
    escalated: asked.sandbox_permissions === 'require_escalated' || asked.with_escalated_permissions === true,
    sandboxPermissions: asked.sandbox_permissions ?? undefined,
    additional: asked.additional_permissions ?? undefined,
    justification: asked.justification ?? undefined,
  };
}

/** The same for `write_stdin`. */
export function readStdin(json: string): StdinCall | string {
  const parsed = parseArguments(StdinArguments, json);
  if ('problem' in parsed) return parsed.problem;
  const { session_id, chars, yield_time_ms, max_output_tokens } = parsed.value;
  return {
    session: session_id,
    chars: chars ?? '',
    yieldMs: within(chars ? WRITE_WAIT : POLL_WAIT, yield_time_ms),
    maxTokens: tokens(max_output_tokens),
  };
}

const within = ({ usual, min, max }: typeof EXEC_WAIT, asked: number | null | undefined): number =>
  Math.min(Math.max(asked ?? usual, min), max);

const tokens = (asked: number | null | undefined): number => Math.min(asked ?? MAX_TOKENS, MAX_TOKENS);

const OUTPUT_TOKENS = {
  type: 'number',
  description: 'How much of the output you want to read, in tokens; 10000 unless you say less.',
} as const;

export const EXEC_SPEC = {
  type: 'function',
  name: 'exec_command',
  description:
    'Runs a shell command. Gives its output when it ends within the waiting time; a command that runs longer goes on, and you get the id of a session ' +
    'for write_stdin.',
  strict: false,
  parameters: {
    type: 'object',
    properties: {
      cmd: { type: 'string', description: 'The command line.' },
      justification: {
        type: 'string',
        description: 'Only with require_escalated: the question to the user, in one sentence.',
      },
      login: {
        type: 'boolean',
        description: 'Whether the shell reads the profile of the user. It does unless you say false.',
      },
      max_output_tokens: OUTPUT_TOKENS,
      sandbox_permissions: {
        type: 'string',
        enum: ['use_default', 'require_escalated'],
        description:
          'require_escalated asks the user to let the command run without the sandbox. Only for commands that need it.',
      },
      shell: { type: 'string', description: 'The shell that runs the command; by default that of the user.' },
      tty: {
        type: 'boolean',
        description:
          'Keeps the input of the command open, so that you can write to it. There is no screen: the command sees a pipe. Without it the input is empty.',
      },
      workdir: { type: 'string', description: 'The directory to run in; by default the working directory.' },
      yield_time_ms: {
        type: 'number',
        description: 'How long you wait for the end, in milliseconds: 250 to 30000, 10000 unless you say otherwise.',
      },
    },
    required: ['cmd'],
    additionalProperties: false,
  },
} as const;

/** The same where a command may ask for more permissions. */
export const EXEC_SPEC_WITH_PERMISSIONS = {
  ...EXEC_SPEC,
  parameters: {
    ...EXEC_SPEC.parameters,
    properties: {
      ...EXEC_SPEC.parameters.properties,
      additional_permissions: {
        ...ASKED_SPEC,
        description: 'Only with with_additional_permissions: what the command needs beyond the sandbox.',
      },
      sandbox_permissions: {
        type: 'string',
        enum: ['use_default', 'with_additional_permissions', 'require_escalated'],
        description:
          'with_additional_permissions asks the user to open the sandbox for this command, as far as additional_permissions says; prefer it. ' +
          'require_escalated asks to let the command run without the sandbox.',
      },
    },
  },
} as const;

export const STDIN_SPEC = {
  type: 'function',
  name: 'write_stdin',
  description:
    'Writes to a command that exec_command has left running with tty, and gives what the command has printed since you looked last. Without chars it only ' +
    'looks, at any session.',
  strict: false,
  parameters: {
    type: 'object',
    properties: {
      chars: {
        type: 'string',
        description: 'What to write. \\u0003 interrupts the command, and \\u0004 ends its input.',
      },
      max_output_tokens: OUTPUT_TOKENS,
      session_id: { type: 'number', description: 'The id of the session.' },
      yield_time_ms: {
        type: 'number',
        description:
          'How long you wait for output, in milliseconds: 250 to 30000 after writing, 5000 to 300000 when you only look; the least unless you say more.',
      },
    },
    required: ['session_id'],
    additionalProperties: false,
  },
} as const;

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HookRunSummary } from '../../../generated-types/v2/index.js';
import { hashOf, labelOf, readHooksTable } from '../../../src/config/hooks/declared.js';
import type { HookEvent } from '../../../src/domain/hook.js';
import { scratchFolder } from '../../support/scratch.js';
import type { Server } from '../../support/server.js';
import { received, type ThreadOptions, threadSession } from './session.js';

export interface HookGiven {
  readonly matcher?: string;
  /** `$OUT` is a folder of the test's own. */
  readonly command: string;
  readonly timeout?: number;
  readonly async?: boolean;
  readonly additionalContextLimit?: number;
  /** Default: trusted. */
  readonly trust?: 'modified' | 'untrusted';
}

export type HooksGiven = Partial<Record<HookEvent, HookGiven>>;

/** The `[hooks]` tables of a `config.toml`. */
export const hooksTables = (hooks: HooksGiven): string =>
  Object.entries(hooks)
    .map(([event, { matcher, trust: _, ...handler }]) => {
      const group = matcher === undefined ? '' : keys({ matcher });
      return `[[hooks.${event}]]\n${group}[[hooks.${event}.hooks]]\n${keys({ type: 'command', ...handler })}`;
    })
    .join('');

/** What the user says of hooks that stand in a file: that they are trusted as they are, or as they once were. */
export const trustOf = (path: string, hooks: HooksGiven): string =>
  Object.entries(hooks)
    .map(([event, { matcher, trust, ...handler }]) => {
      if (trust === 'untrusted') return '';
      const [declared] = readHooksTable({ [event]: [{ matcher, hooks: [{ type: 'command', ...handler }] }] });
      const hash = trust === 'modified' ? 'sha256:0' : hashOf(declared as Parameters<typeof hashOf>[0]);
      const key = `${path}:${labelOf(event as HookEvent)}:0:0`;
      return `[hooks.state.${JSON.stringify(key)}]\n${keys({ trusted_hash: hash })}`;
    })
    .join('');

const keys = (table: object): string =>
  Object.entries(table)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
    .join('');

/** A thread of a user with hooks. They see a separate folder, and `told` reads what they write there. */
export async function hookSession(hooks: HooksGiven, options: ThreadOptions & { readonly extra?: string } = {}) {
  const { extra = '', ...rest } = options;
  const home = options.home === undefined ? await scratchFolder('home') : undefined;
  const folder = options.home ?? home?.path ?? '';
  const out = await scratchFolder('out');
  const placed = Object.fromEntries(
    Object.entries(hooks).map(([event, hook]) => [
      event,
      { ...hook, command: hook.command.replaceAll('$OUT', out.path) },
    ]),
  );
  const path = join(folder, 'config.toml');
  const config = `${hooksTables(placed)}${trustOf(path, placed)}${extra}`;
  const session = await threadSession({ ...rest, home: folder, config });
  return {
    ...session,
    home: folder,
    out: out.path,
    /** The input of a hook, line by line. */
    told: (name: string): Record<string, unknown>[] => linesOf(join(out.path, name)).map((line) => JSON.parse(line)),
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await out[Symbol.asyncDispose]();
      await home?.[Symbol.asyncDispose]();
    },
  };
}

export const linesOf = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];

/** Appends its input as one line, in one write: hooks of several threads run at the same time. */
export const tells = (name: string): string => `in=$(cat); printf "%s\\n" "$in" >> "$OUT/${name}"`;

export const says = (output: unknown): string => `printf '%s' '${JSON.stringify(output)}'`;

/** The runs that clients have seen begin or end. */
export const runs = (server: Server, method: 'hook/started' | 'hook/completed'): HookRunSummary[] =>
  received(server).flatMap((message) =>
    message.method === method ? [(message.params as { run: HookRunSummary }).run] : [],
  );

/** What the model was sent as the outputs of its calls. */
export const outputs = (bodies: readonly { readonly body: { readonly input?: readonly object[] } }[]): unknown[] =>
  (bodies.at(-1)?.body.input ?? []).flatMap((item) => ('output' in item ? [item.output] : []));

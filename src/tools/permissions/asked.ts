import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import type { ExtraPermissions } from '../../domain/permissions.js';
import { isWithin, realPath } from '../../os/real-path.js';
import { shownPath } from '../../os/shown-text.js';
import { isKernels } from '../../process/sandbox/secrets.js';

/** Permissions in the form in which the model asks for them. */
export const AskedPermissions = z.lazy(() =>
  z.strictObject({
    network: z.strictObject({ enabled: z.boolean().nullish() }).nullish(),
    file_system: z
      .strictObject({ read: z.array(z.string()).nullish(), write: z.array(z.string()).nullish() })
      .nullish(),
  }),
);
export type AskedPermissions = z.infer<typeof AskedPermissions>;

const paths = (what: string) => ({
  type: 'array',
  description: `Absolute paths of files or folders that ${what}. Leave it out when there are none.`,
  items: { type: 'string' },
});

/** The description of their form for the model. */
export const ASKED_SPEC = {
  type: 'object',
  description: 'What you need beyond the sandbox, and no more than that.',
  properties: {
    file_system: {
      type: 'object',
      properties: { read: paths('must be read'), write: paths('must be written') },
      additionalProperties: false,
    },
    network: {
      type: 'object',
      properties: { enabled: { type: 'boolean', description: 'true when commands must reach the network.' } },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
} as const;

export interface AskedFrom {
  /** Relative paths start here. */
  readonly cwd: string;
  readonly codexHome: string;
  readonly env: NodeJS.ProcessEnv;
}

/** A user could not check more paths. */
const MAX_PATHS = 50;

/** The permissions with the real path of each file and folder, so that the user sees what would be opened; a text for the model when that cannot be asked. */
export async function realPermissions(asked: AskedPermissions, from: AskedFrom): Promise<ExtraPermissions | string> {
  const { read, write } = asked.file_system ?? {};
  if ((read?.length ?? 0) + (write?.length ?? 0) > MAX_PATHS)
    return `at most ${MAX_PATHS} paths can be requested at once`;
  const network = asked.network?.enabled === true;
  const home = (await realPath(from.codexHome)).path;
  const real = async (named: string): Promise<string> =>
    (await realPath(resolve(from.cwd, withoutTilde(named, from.env)))).path;
  const [reads, writes] = await Promise.all([read ?? [], write ?? []].map((all) => Promise.all(all.map(real))));
  const found = { network, read: [...new Set(reads)], write: [...new Set(writes)] };
  for (const path of [...found.read, ...found.write]) {
    const problem = problemOf(path, home);
    if (problem !== undefined) return `permissions for \`${shownPath(path)}\` cannot be requested: ${problem}`;
  }
  return found;
}

export const isEmpty = ({ network, read, write }: ExtraPermissions): boolean =>
  !network && read.length === 0 && write.length === 0;

function problemOf(path: string, codexHome: string): string | undefined {
  if (path === '') return 'it leads in a circle';
  if (isKernels(path)) return 'it is no place on a disk';
  if (isWithin(path, codexHome)) return 'the settings of this server lie there';
  // The user would see a name that differs from the real one.
  if (shownPath(path) !== path) return 'its name has characters that cannot be shown';
  return undefined;
}

const withoutTilde = (path: string, env: NodeJS.ProcessEnv): string =>
  path === '~' || path.startsWith('~/') ? join(env.HOME ?? homedir(), path.slice(1)) : path;

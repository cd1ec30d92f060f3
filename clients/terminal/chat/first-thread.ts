import type { v2 } from '../../../generated-types/index.js';
import type { Client, Thread } from '../../library/index.js';
import { findThread } from '../threads/find-thread.js';
import { newestThread } from '../threads/list-threads.js';

/** The conversation that the chat begins with. */
export type First =
  | { readonly kind: 'new' }
  | {
      readonly kind: 'resume' | 'fork';
      /** An id, the beginning of one or a name; the newest, or what the user picks. */
      readonly which: { readonly id: string } | 'last' | 'pick';
      /** Of any folder. */
      readonly all: boolean;
    };

/** Settings of the command line. Others stay as they are. */
export interface GivenSettings {
  readonly cwd: string;
  /** The user has named the folder: a resumed conversation continues there. */
  readonly isCwdGiven: boolean;
  readonly model: string | undefined;
  readonly sandbox: v2.SandboxMode | undefined;
  readonly approvalPolicy: 'untrusted' | 'on-request' | 'never' | undefined;
}

/** Opens it. `pick` lets the user choose; undefined from it: the user has left. */
export async function openFirst(
  client: Client,
  first: First,
  settings: GivenSettings,
  pick: () => Promise<v2.Thread | undefined>,
): Promise<((client: Client) => Promise<Thread>) | undefined> {
  const { cwd, isCwdGiven, model, sandbox, approvalPolicy } = settings;
  const given = { model, sandbox, approvalPolicy };
  if (first.kind === 'new') return () => client.startThread({ ...given, cwd });
  const id = await idOf(client, first, cwd, pick);
  if (id === undefined) return undefined;
  const kept = isCwdGiven ? { ...given, cwd } : given;
  return () => (first.kind === 'fork' ? client.forkThread(id, kept) : client.resumeThread(id, kept));
}

async function idOf(
  client: Client,
  { which, all }: Exclude<First, { kind: 'new' }>,
  cwd: string,
  pick: () => Promise<v2.Thread | undefined>,
): Promise<string | undefined> {
  if (which === 'pick') return (await pick())?.id;
  if (which !== 'last') return (await findThread(client, which.id, 'stored')).id;
  return (await newestThread(client, { cwd: all ? undefined : cwd })).id;
}

import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { type Client, connect } from '../../clients/library/index.js';
import { transcriptOf } from '../../clients/library/transcript/index.js';
import { findThread, type Scope, titleOf } from '../../clients/terminal/threads/find-thread.js';
import { ALL_SOURCES, threads } from '../../clients/terminal/threads/list-threads.js';
import { markdownOf } from '../../clients/terminal/threads/markdown.js';
import { rows } from '../../clients/terminal/threads/rows.js';
import type { v2 } from '../../generated-types/index.js';
import { VERSION } from '../server/identity.js';
import type { launchInProcess } from '../server/launch-in-process.js';
import { readArguments, UsageError } from './arguments.js';
import { inProcess } from './in-process.js';
import { outputUnread, say, sayJson } from './output.js';
import { ARCHIVE, DELETE, LIST, RENAME, SHOW, UNARCHIVE } from './table/conversations.js';

type Launch = typeof launchInProcess;

const LIMIT = 50;

/** `turnwire list`. */
export async function list(args: readonly string[], launch: Launch): Promise<number> {
  const { values, overrides } = readArguments(LIST, args);
  const limit = limitOf(values.limit);
  const cwd = values.all ? undefined : resolve(values.cd ?? '.');
  const sources = values.source?.flatMap((source): readonly v2.ThreadSourceKind[] =>
    source === 'all' ? ALL_SOURCES : [source],
  );
  const filter = { cwd, archived: values.archived ?? false, search: values.search, sources };
  const found: v2.Thread[] = [];
  let isMore = false;
  await withClient(launch, overrides, async (client) => {
    for await (const thread of threads(client, filter, Math.min(limit + 1, 100))) {
      isMore = found.length === limit;
      if (isMore || outputUnread.aborted) break;
      found.push(thread);
    }
  });
  if (values.json) {
    sayJson(
      found.map(({ turns: _, ...thread }) => thread),
      2,
    );
    return 0;
  }
  const { columns } = process.stdout;
  const shown = { now: Date.now() / 1000, width: columns, withFolder: cwd === undefined, home: homedir() };
  for (const line of rows(found, shown)) say(line);
  if (found.length === 0)
    hint(cwd === undefined ? 'There are no such conversations.' : `There are none in ${cwd}; --all looks everywhere.`);
  if (isMore) hint(`There are more: --limit ${limit * 2}`);
  return 0;
}

function limitOf(given: string | undefined): number {
  if (given === undefined) return LIMIT;
  const limit = /^\d{1,9}$/.test(given) ? Number(given) : 0;
  if (limit === 0) throw new UsageError(LIST.name, `--limit is a number from 1 on, not '${given}'`);
  return limit;
}

/** `turnwire show`. */
export async function show(args: readonly string[], launch: Launch): Promise<number> {
  const { values, positionals, overrides } = readArguments(SHOW, args);
  if (values.html && values.json) throw new UsageError(SHOW.name, '--html and --json exclude each other');
  const thread = await withClient(launch, overrides, async (client) => {
    const { id } = await findThread(client, positionals[0] as string);
    return (await client.request('thread/read', { threadId: id, includeTurns: true })).thread;
  });
  if (values.json) {
    sayJson(thread, 2);
    return 0;
  }
  const { cells } = transcriptOf(thread.id, thread.turns);
  const text = values.html
    ? (await import('../../clients/terminal/threads/page.js')).pageOf(thread, cells)
    : markdownOf(thread, cells);
  process.stdout.write(text);
  return 0;
}

/** `turnwire archive`. */
export async function archive(args: readonly string[], launch: Launch): Promise<number> {
  const { positionals, overrides } = readArguments(ARCHIVE, args);
  return withClient(launch, overrides, async (client) => {
    for (const thread of await findAll(client, positionals, 'stored')) {
      await client.request('thread/archive', { threadId: thread.id });
      say(`Archived ${named(thread)}.`);
    }
    return 0;
  });
}

/** `turnwire unarchive`. */
export async function unarchive(args: readonly string[], launch: Launch): Promise<number> {
  const { positionals, overrides } = readArguments(UNARCHIVE, args);
  return withClient(launch, overrides, async (client) => {
    for (const thread of await findAll(client, positionals, 'archived')) {
      await client.request('thread/unarchive', { threadId: thread.id });
      say(`Took ${named(thread)} out of the archive.`);
    }
    return 0;
  });
}

/** `turnwire delete`. */
export async function remove(args: readonly string[], launch: Launch): Promise<number> {
  const { values, positionals, overrides } = readArguments(DELETE, args);
  const isSure = values.yes || values.force;
  if (!isSure && !(process.stdin.isTTY && process.stderr.isTTY))
    throw new UsageError(DELETE.name, 'nobody can be asked here: --yes deletes without a question');
  return withClient(launch, overrides, async (client) => {
    const found = await findAll(client, positionals, 'both');
    if (!isSure && !(await agrees(found))) {
      hint('Nothing was deleted.');
      return 1;
    }
    for (const thread of found) {
      await client.request('thread/delete', { threadId: thread.id });
      say(`Deleted ${named(thread)}.`);
    }
    return 0;
  });
}

async function agrees(found: readonly v2.Thread[]): Promise<boolean> {
  for (const thread of found) hint(named(thread));
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new AbortController();
  asked.once('close', () => gone.abort());
  asked.once('SIGINT', () => gone.abort());
  const question = `Delete ${found.length === 1 ? 'it' : `these ${found.length}`} for ever? [y/N] `;
  const answer = await asked.question(question, { signal: gone.signal }).catch(() => '');
  asked.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** `turnwire rename`. */
export async function rename(args: readonly string[], launch: Launch): Promise<number> {
  const { positionals, overrides } = readArguments(RENAME, args);
  const [wanted = '', name = ''] = positionals;
  if (name.trim() === '') throw new UsageError(RENAME.name, 'the name must not be empty');
  return withClient(launch, overrides, async (client) => {
    const thread = await findThread(client, wanted);
    await client.request('thread/name/set', { threadId: thread.id, name });
    say(`Named ${named({ ...thread, name })}.`);
    return 0;
  });
}

/** All of them, or none: nothing is done while one name is not clear. Each conversation occurs once. */
async function findAll(client: Client, wanted: readonly string[], scope: Scope): Promise<v2.Thread[]> {
  const found = new Map<string, v2.Thread>();
  for (const word of wanted) {
    const thread = await findThread(client, word, scope);
    found.set(thread.id, thread);
  }
  return [...found.values()];
}

const named = (thread: Pick<v2.Thread, 'id' | 'name' | 'preview'>): string => `${thread.id}  ${titleOf(thread)}`.trim();

const hint = (text: string): void => void process.stderr.write(`${text}\n`);

/** Uses a server within this process, and ends it in order. */
async function withClient<T>(
  launch: Launch,
  overrides: readonly string[],
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const clientInfo = { name: 'turnwire_terminal', version: VERSION };
  const client = await connect(inProcess(launch, overrides, 'cli'), { clientInfo });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

import type { v2 } from '../../../generated-types/index.js';
import { THREAD_SOURCE_KINDS } from '../../../protocol/v2/source-kinds.js';
import type { Client } from '../../library/index.js';

/** Which threads. A member that is left out does not filter, except `sources`: its default is conversations that a person began in a terminal or an editor. */
export interface ThreadFilter {
  readonly archived?: boolean | undefined;
  /** The working directory. */
  readonly cwd?: string | undefined;
  /** A part of the name or the first message. */
  readonly search?: string | undefined;
  readonly sources?: readonly v2.ThreadSourceKind[] | undefined;
}

/** Those that a user or a program began, and no other thread. */
export const MAIN_SOURCES: readonly v2.ThreadSourceKind[] = ['cli', 'vscode', 'exec', 'appServer'];

export const ALL_SOURCES: readonly v2.ThreadSourceKind[] = THREAD_SOURCE_KINDS;

const PAGE = 100;

/** Threads that fit, those that changed last first. Pages are read as they are needed. */
export async function* threads(client: Client, filter: ThreadFilter, pageSize = PAGE): AsyncGenerator<v2.Thread> {
  let cursor: string | null = null;
  do {
    const page: v2.ThreadListResponse = await client.request('thread/list', {
      cursor,
      limit: pageSize,
      sortKey: 'updated_at',
      modelProviders: [],
      archived: filter.archived ?? false,
      cwd: filter.cwd,
      searchTerm: filter.search,
      sourceKinds: filter.sources === undefined ? undefined : [...filter.sources],
    });
    yield* page.data;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

/** The same, whoever began them. */
export const everyThread = (client: Client, filter: ThreadFilter): AsyncGenerator<v2.Thread> =>
  threads(client, { sources: ALL_SOURCES, ...filter });

/** The thread that changed last. Rejects with an error for the user when there is none. */
export async function newestThread(client: Client, filter: ThreadFilter): Promise<v2.Thread> {
  for await (const thread of threads(client, filter, 1)) return thread;
  throw new Error(
    `there is no conversation to go on with${filter.cwd === undefined ? '' : ` in ${filter.cwd}; --all looks everywhere`}`,
  );
}

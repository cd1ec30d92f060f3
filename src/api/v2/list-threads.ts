import type { Thread } from '../../../protocol/v2/thread-objects.js';
import type { ThreadListParams } from '../../../protocol/v2/thread-reads.js';
import type { ConversationSummary, ListOptions } from '../../core/ports/index.js';
import type { Api } from './api.js';
import { invalid } from './overrides.js';
import { wireThread } from './thread.js';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;
const MAX_IDS = 100;

/** A page of stored threads. Without `modelProviders` those of all providers are listed (C409). */
export async function listThreads(
  api: Api,
  params: ThreadListParams,
): Promise<{ items: Thread[]; nextCursor: string | null }> {
  const limit = Math.min(Math.max(params.limit ?? DEFAULT_LIMIT, 1), MAX_LIMIT);
  const options = optionsOf(params);
  const wanted = filterOf(params);
  const items: Thread[] = [];
  let cursor = params.cursor ?? undefined;
  do {
    const page = await api.conversations.list(limit - items.length, cursor, options);
    items.push(...page.items.filter(wanted).map((summary) => row(api, summary)));
    cursor = page.nextCursor;
  } while (cursor !== undefined && items.length < limit);
  return { items, nextCursor: cursor ?? null };
}

function optionsOf(params: ThreadListParams): ListOptions {
  const { sortKey, sortDirection, archived, modelProviders, sourceKinds, cwd, searchTerm } = params;
  return {
    sortKey: sortKey === 'updated_at' || sortKey === 'recency_at' ? 'updated' : 'created',
    direction: sortDirection ?? 'desc',
    archived: archived ?? false,
    providers: modelProviders?.length ? modelProviders : undefined,
    sources: sourceKinds?.length ? sourceKinds.flatMap((kind) => SOURCES[kind] ?? []) : undefined,
    cwds: cwd == null ? undefined : [cwd].flat(),
    searchTerm: searchTerm ?? undefined,
    withModel: true,
    refuseBadCursor: true,
  };
}

/** Other kinds are those of agents, which are not stored here. */
const SOURCES: Partial<Record<string, NonNullable<ListOptions['sources']>[number]>> = {
  cli: 'cli',
  vscode: 'vscode',
  exec: 'exec',
  appServer: 'mcp',
  unknown: 'unknown',
};

function filterOf({ includedThreadIds, excludedThreadIds }: ThreadListParams): (row: ConversationSummary) => boolean {
  for (const [name, ids] of Object.entries({ includedThreadIds, excludedThreadIds })) {
    if (ids && ids.length > MAX_IDS) throw invalid(`params.${name}`, `${name} accepts at most ${MAX_IDS} entries`);
  }
  return ({ conversationId: id }) =>
    (includedThreadIds == null || includedThreadIds.includes(id)) && !excludedThreadIds?.includes(id);
}

function row({ conversations, clients }: Api, summary: ConversationSummary): Thread {
  const { conversationId: id, meta, location, preview, updatedAt, name, model } = summary;
  const conversation = conversations.loadedById(id);
  return wireThread({
    meta,
    status: conversation ? clients.statusOf(id) : { type: 'notLoaded' },
    path: location,
    preview,
    updatedAt,
    historyMode: meta.historyMode ?? 'legacy',
    name,
    model,
    loaded: conversation?.settings,
  });
}

import type { Thread } from '../../../protocol/v2/thread-objects.js';
import type { ThreadListParams } from '../../../protocol/v2/thread-reads.js';
import type { ConversationSummary, ListOptions, ShownFacts } from '../../core/ports/index.js';
import type { SourceKind } from '../../domain/conversation-source.js';
import type { Api } from './api.js';
import { invalid } from './overrides.js';
import { knownProject } from './projects.js';
import { wireThread } from './thread.js';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;
const MAX_IDS = 100;

/** A page of stored threads. Without `modelProviders` those of all providers are listed (C409). */
export async function listThreads(
  api: Api,
  params: ThreadListParams,
): Promise<{ items: Thread[]; nextCursor: string | null }> {
  const limit = pageSize(params.limit);
  const options = optionsOf(params);
  if (params.sortKey === 'section_position') return inSection(api, params, limit);
  const wanted = filterOf(api, params);
  const items: Thread[] = [];
  let cursor = params.cursor ?? undefined;
  do {
    const page = await api.conversations.list(limit - items.length, cursor, options);
    const { conversations, clients, elsewhere, facts } = api;
    const shown = { conversations, clients, elsewhere, facts: facts.snapshot() };
    items.push(...page.items.filter(wanted).map((summary) => row(shown, summary)));
    cursor = page.nextCursor;
  } while (cursor !== undefined && items.length < limit);
  return { items, nextCursor: cursor ?? null };
}

export const pageSize = (limit: number | null | undefined): number =>
  Math.min(Math.max(limit ?? DEFAULT_LIMIT, 1), MAX_LIMIT);

export function optionsOf(params: ThreadListParams): ListOptions {
  const { sortKey, sortDirection, archived, modelProviders, sourceKinds, cwd, searchTerm } = params;
  return {
    sortKey: sortKey === 'updated_at' || sortKey === 'recency_at' ? 'updated' : 'created',
    direction: sortDirection ?? 'desc',
    archived: archived ?? false,
    providers: modelProviders?.length ? modelProviders : undefined,
    sources: sourceKinds?.length ? sourceKinds.flatMap((kind) => SOURCES[kind]) : undefined,
    cwds: cwd == null ? undefined : [cwd].flat(),
    searchTerm: searchTerm ?? undefined,
    withModel: true,
    refuseBadCursor: true,
  };
}

/** Agents are those that 0.171 has written. */
const SOURCES: Record<NonNullable<ThreadListParams['sourceKinds']>[number], readonly SourceKind[]> = {
  cli: ['cli'],
  vscode: ['vscode'],
  exec: ['exec'],
  appServer: ['mcp'],
  subAgent: ['agent-review', 'agent-compact', 'agent-memory', 'agent-spawn', 'agent-other'],
  subAgentReview: ['agent-review'],
  subAgentCompact: ['agent-compact'],
  subAgentThreadSpawn: ['agent-spawn'],
  subAgentOther: ['agent-other'],
  unknown: ['unknown'],
};

/** The threads of one section in the order of the user. A cursor is the id of the last thread before it. */
async function inSection(
  api: Api,
  params: ThreadListParams,
  limit: number,
): Promise<{ items: Thread[]; nextCursor: string | null }> {
  const { sectionId, cursor } = params;
  if (sectionId == null) throw invalid('params.sortKey', 'section-position sorting requires a section filter');
  const members = api.facts.membersOf(sectionId);
  const found = new Map<string, Thread>();
  const everything = { ...params, sortKey: null, limit: MAX_LIMIT, sortDirection: null };
  for (let next: string | null | undefined; next !== null; ) {
    const page = await listThreads(api, { ...everything, cursor: next });
    for (const thread of page.items) found.set(thread.id, thread);
    next = page.nextCursor;
  }
  const rows = members.flatMap((id) => found.get(id) ?? []);
  const from = cursor == null ? 0 : rows.findIndex(({ id }) => id === cursor) + 1;
  if (cursor != null && from === 0) throw invalid('params.cursor', `invalid cursor: ${cursor}`);
  const items = rows.slice(from, from + limit);
  return { items, nextCursor: from + limit < rows.length ? (items.at(-1)?.id ?? null) : null };
}

function filterOf(
  api: Api,
  { includedThreadIds, excludedThreadIds, sectionId, projectId }: ThreadListParams,
): (row: ConversationSummary) => boolean {
  for (const [name, ids] of Object.entries({ includedThreadIds, excludedThreadIds })) {
    if (ids && ids.length > MAX_IDS) throw invalid(`params.${name}`, `${name} accepts at most ${MAX_IDS} entries`);
  }
  if (projectId === '') throw invalid('params.projectId', 'projectId must not be empty');
  if (projectId != null) knownProject(api, projectId);
  const { facts } = api;
  const fitsSection = (id: string): boolean =>
    sectionId === undefined || (facts.sectionOf(id)?.section.id ?? null) === sectionId;
  const fitsProject = (id: string): boolean => projectId === undefined || facts.projects.of(id) === projectId;
  return ({ conversationId: id }) =>
    fitsSection(id) &&
    fitsProject(id) &&
    (includedThreadIds == null || includedThreadIds.includes(id)) &&
    !excludedThreadIds?.includes(id);
}

export function row(
  {
    conversations,
    clients,
    elsewhere,
    facts,
  }: Pick<Api, 'conversations' | 'clients' | 'elsewhere'> & { readonly facts: ShownFacts },
  summary: ConversationSummary,
): Thread {
  const { conversationId: id, meta, location, preview, updatedAt, name, model } = summary;
  const conversation = conversations.loadedById(id);
  return wireThread({
    meta,
    status: conversation ? clients.statusOf(id) : (elsewhere.statusOf(id) ?? { type: 'notLoaded' }),
    path: location,
    preview,
    updatedAt,
    historyMode: meta.historyMode ?? 'legacy',
    name,
    facts,
    model,
    loaded: conversation?.settings,
  });
}

import { isAbsolute } from 'node:path';
import { AppError } from '../../../protocol/errors.js';
import type { ProjectCreateParams, projects, Project as WireProject } from '../../../protocol/v2/projects.js';
import type { Project } from '../../core/ports/index.js';
import type { Call } from '../../rpc/connection.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { idOfThread } from './facts.js';
import { invalid } from './overrides.js';
import { pageOf } from './pages.js';
import { assignProject, tellThread } from './project-of-thread.js';
import { seconds } from './thread.js';

export const projectHandlers = {
  async 'project/list'(api, { sortKey, sortDirection, ...page }) {
    if (sortDirection != null && sortKey == null)
      throw invalid('params.sortDirection', 'sortDirection requires sortKey');
    const rows = await wireAll(api, api.facts.projects.all());
    const byRecency = sortKey === 'recencyAt';
    if (byRecency) rows.sort((a, b) => (b.recencyAt ?? 0) - (a.recencyAt ?? 0));
    const isTurned = (sortDirection ?? (byRecency ? 'desc' : 'asc')) !== (byRecency ? 'desc' : 'asc');
    if (isTurned) rows.reverse();
    // Projects without threads come last in both directions.
    const [used, unused] = [rows.filter((one) => one.recencyAt !== null), rows.filter((one) => one.recencyAt === null)];
    return pageOf(byRecency ? [...used, ...unused] : rows, page, 'projects');
  },

  async 'project/read'(api, { projectId }) {
    return { project: await wire(api, knownProject(api, projectId)) };
  },

  async 'project/create'(api, params, call) {
    return { project: await create(api, params, [], call) };
  },

  async 'project/import'(api, { threads, ...params }, call) {
    const ids = await Promise.all((threads ?? []).map((id) => idOfThread(api, id)));
    return { project: await create(api, params, ids, call) };
  },

  async 'project/update'(api, { projectId, name, roots, metadata }, call) {
    const known = knownProject(api, projectId);
    const project = {
      ...known,
      ...(name == null ? {} : { name: nameOf(name) }),
      ...(roots == null ? {} : { roots: rootsOf(roots) }),
      ...(metadata == null ? {} : { metadata }),
    };
    if (name == null && roots == null && metadata == null) return { project: await wire(api, known) };
    const saved = api.facts.projects.save(project);
    tell(api, call, projectId, 'updated');
    return { project: await wire(api, saved) };
  },

  'project/move'(api, { projectId, beforeProjectId }, call) {
    const { id } = knownProject(api, projectId);
    if (beforeProjectId === id) throw invalid('params.beforeProjectId', `project ${id} cannot be moved before itself`);
    if (beforeProjectId != null && !api.facts.projects.all().some((one) => one.id === beforeProjectId))
      throw notFound(beforeProjectId, `before project not found: ${beforeProjectId}`);
    api.facts.projects.move(id, beforeProjectId ?? null);
    tell(api, call, id, 'updated');
    return {};
  },

  'project/delete'(api, { projectId }, call) {
    const { id } = knownProject(api, projectId);
    const members = api.facts.projects.membersOf(id);
    api.facts.projects.remove(id);
    tell(api, call, id, 'deleted');
    for (const threadId of members) tellThread(api, call, threadId, null);
    return {};
  },
} satisfies Handlers<typeof projects, Api>;

async function create(
  api: Api,
  { name, roots, metadata, idempotencyKey: key }: ProjectCreateParams,
  threadIds: readonly string[],
  call: Call,
): Promise<WireProject> {
  if (key.trim() === '') throw invalid('params.idempotencyKey', 'idempotencyKey must not be empty');
  const given = { name: nameOf(name), roots: rootsOf(roots), metadata: metadata ?? {} };
  const before = api.facts.projects.madeWith(key);
  if (before !== undefined) {
    const known = api.facts.projects.all().find(({ id }) => id === before);
    if (!known) throw invalid('params.idempotencyKey', `idempotency key refers to deleted project: ${key}`);
    return wire(api, known);
  }
  const project = api.facts.projects.save({ id: api.ids.item(), ...given }, key);
  tell(api, call, project.id, 'created');
  for (const threadId of threadIds) assignProject(api, call, threadId, project.id);
  return wire(api, project);
}

export function knownProject({ facts }: Api, id: string): Project {
  const known = facts.projects.all().find((project) => project.id === id);
  if (!known) throw notFound(id, `project not found: ${id}`);
  return known;
}

const notFound = (id: string, message: string): AppError => new AppError('project_not_found', message, { id });

function nameOf(given: string): string {
  const name = given.trim();
  if (name === '') throw invalid('params.name', 'project name must not be empty');
  return name;
}

function rootsOf(roots: ProjectCreateParams['roots']): string[] {
  return roots.map(({ path }, i) => {
    if (!isAbsolute(path)) throw invalid(`params.roots.${i}.path`, `not an absolute path: ${path}`);
    if (roots.findIndex((other) => other.path === path) !== i)
      throw invalid(`params.roots.${i}.path`, `duplicate project root: ${path}`);
    return path;
  });
}

function tell({ clients }: Api, call: Call, projectId: string, changeType: 'created' | 'updated' | 'deleted'): void {
  call.afterReply(() => clients.tellAll('project/changed', { projectId, changeType }));
}

const wire = async (api: Api, project: Project): Promise<WireProject> =>
  (await wireAll(api, [project]))[0] as WireProject;

async function wireAll(api: Api, all: readonly Project[]): Promise<WireProject[]> {
  const recency = await recencyOf(api, all);
  return all.map(({ id, name, roots, metadata, createdAt, updatedAt }) => ({
    id,
    name,
    roots: roots.map((path) => ({ path })),
    metadata: { ...metadata },
    createdAt: seconds(createdAt),
    updatedAt: seconds(updatedAt),
    recencyAt: recency.get(id) ?? null,
  }));
}

const PAGE = 100;

/** When a thread of each project was last changed. Threads are listed from the newest on, until each project with threads has one. */
async function recencyOf({ facts, conversations }: Api, all: readonly Project[]): Promise<Map<string, number>> {
  const open = new Map(
    all.flatMap(({ id }) => facts.projects.membersOf(id).map((threadId) => [threadId, id] as const)),
  );
  const found = new Map<string, number>();
  let cursor: string | undefined;
  while (open.size > 0) {
    const page = await conversations.list(PAGE, cursor, { sortKey: 'updated' });
    for (const { conversationId, updatedAt } of page.items) {
      const project = open.get(conversationId);
      if (project === undefined) continue;
      found.set(project, Math.max(found.get(project) ?? 0, seconds(updatedAt)));
      for (const [threadId, of] of open) if (of === project) open.delete(threadId);
    }
    cursor = page.nextCursor;
    if (cursor === undefined) break;
  }
  return found;
}

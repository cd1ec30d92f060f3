import type { Call } from '../../rpc/connection.js';
import type { Api } from './api.js';
import { invalid } from './overrides.js';

/** Puts a thread into a project, or into none, and notifies clients. */
export function assignProject(api: Api, call: Call, threadId: string, projectId: string | null): void {
  if (api.facts.projects.of(threadId) === projectId) return;
  api.facts.projects.assign(threadId, projectId);
  tellThread(api, call, threadId, projectId);
}

/** For params of threads that name a project. */
export function refuseUnknownProject({ facts }: Api, id: string): void {
  const isKnown = facts.projects.all().some((project) => project.id === id);
  if (!isKnown) throw invalid('params.projectId', `project not found: ${id}`);
}

export function tellThread({ clients, threads }: Api, call: Call, threadId: string, projectId: string | null): void {
  const params = { threadId, projectId };
  call.afterReply(() => clients.broadcast(threadId, 'thread/project/updated', params, threads));
}

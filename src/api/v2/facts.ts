import { AppError } from '../../../protocol/errors.js';
import type { ThreadMetadataUpdateParams, threadRecords } from '../../../protocol/v2/thread-records.js';
import type { RepositoryState } from '../../domain/record.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { inWordsOfThreads } from './errors.js';
import { invalid } from './overrides.js';
import { assignProject, refuseUnknownProject } from './project-of-thread.js';
import { readThread } from './read-thread.js';

export const metadataHandlers = {
  async 'thread/metadata/update'(api, params, call) {
    const { threadId, gitInfo, projectId, daybreakEnabled } = params;
    if (gitInfo == null && projectId == null && daybreakEnabled == null)
      throw invalid('params', 'thread metadata update must include at least one field');
    if (projectId != null && projectId !== '') refuseUnknownProject(api, projectId);
    const wanted = gitInfo == null ? undefined : wantedGit(gitInfo);
    const id = await storedId(api, threadId);
    if (wanted) {
      const meta = await api.conversations.read(id, (read) => read.meta);
      api.facts.setGit(id, { ...(api.facts.gitOf(id) ?? meta.git), ...wanted });
    }
    if (projectId != null) assignProject(api, call, id, projectId === '' ? null : projectId);
    return { thread: await readThread(api, id, false) };
  },
} satisfies Handlers<Pick<typeof threadRecords, 'thread/metadata/update'>, Api>;

type GitInfo = NonNullable<ThreadMetadataUpdateParams['gitInfo']>;

/** An absent member keeps its value, null removes it. */
function wantedGit({ sha, branch, originUrl }: GitInfo): RepositoryState {
  const given = Object.entries({ sha, branch, originUrl }).filter(([, value]) => value !== undefined);
  if (given.length === 0) throw invalid('params.gitInfo', 'gitInfo must include at least one field');
  for (const [name, value] of given)
    if (value?.trim() === '') throw invalid(`params.gitInfo.${name}`, `gitInfo.${name} must not be empty`);
  return {
    ...(sha === undefined ? {} : { commitHash: sha?.trim() }),
    ...(branch === undefined ? {} : { branch: branch?.trim() }),
    ...(originUrl === undefined ? {} : { repositoryUrl: originUrl?.trim() }),
  };
}

/** The id of a stored thread, archived or not. Rejects with `rollout_not_found`; ephemeral threads are refused. */
export async function storedId({ conversations }: Api, threadId: string): Promise<string> {
  if (conversations.loadedById(threadId)?.ephemeral)
    throw invalid('params.threadId', `ephemeral thread does not support metadata updates: ${threadId}`);
  return inWordsOfThreads(threadId, () => conversations.stored.canonicalIdOf(threadId));
}

/** The same where clients know another text for a thread that does not exist. */
export async function idOfThread(api: Api, threadId: string): Promise<string> {
  try {
    return await storedId(api, threadId);
  } catch (e) {
    if (!AppError.is(e) || e.code !== 'rollout_not_found') throw e;
    throw new AppError('rollout_not_found', `thread not found: ${threadId}`, { id: threadId }, { cause: e });
  }
}

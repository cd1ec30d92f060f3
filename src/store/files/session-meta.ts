import type { SessionMeta } from '../../../protocol/rollout/rollout.js';
import type { AgentFacts, ConversationMeta } from '../../domain/record.js';
import { storedTools } from './dynamic-tools.js';

/** What the first line of a rollout says. */
export function metaOf(meta: SessionMeta): ConversationMeta {
  const { id, timestamp, cwd, originator, cli_version, instructions, model_provider, git, forked_from_id } = meta;
  const { source, agent } = begunBy(meta);
  return {
    id,
    timestamp,
    cwd,
    originator,
    version: cli_version,
    instructions,
    source,
    ...(agent ? { agent } : {}),
    modelProvider: model_provider,
    git: git && { commitHash: git.commit_hash, branch: git.branch, repositoryUrl: git.repository_url },
    historyMode: meta.history_mode === 'paginated' ? 'paginated' : 'legacy',
    forkedFrom: forked_from_id,
    threadSource: meta.thread_source,
    dynamicTools: storedTools(meta.dynamic_tools),
  };
}

/** The name and role of an agent are in the line, in its source, or in both. When both have them, the values of the line count, as in 0.171. */
function begunBy({ source, parent_thread_id: parent, agent_nickname, agent_role }: SessionMeta): {
  source: ConversationMeta['source'];
  agent?: AgentFacts;
} {
  const spawned = spawnOf(source);
  const nickname = agent_nickname ?? spawned?.agent_nickname ?? undefined;
  const role = agent_role ?? spawned?.agent_role ?? undefined;
  if (!spawned) return parent === undefined ? { source } : { source, agent: { parent } };
  const named = { ...spawned, agent_nickname: nickname ?? null, agent_role: role ?? null };
  return { source: { subagent: { thread_spawn: named } }, agent: { parent, nickname, role } };
}

function spawnOf(source: SessionMeta['source']) {
  if (typeof source !== 'object' || !('subagent' in source)) return undefined;
  const { subagent: task } = source;
  return typeof task === 'object' && 'thread_spawn' in task ? task.thread_spawn : undefined;
}

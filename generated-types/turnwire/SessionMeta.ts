// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from '../v1/ConversationId.js';
import type { ConversationSource } from './ConversationSource.js';
import type { GitInfo } from './GitInfo.js';
import type { HistoryBase } from './HistoryBase.js';

/** The first line of a rollout: which conversation this is and where it began. */
export type SessionMeta = {
  id: ConversationId;
  /** The same id, under the name that later releases use. */
  session_id?: ConversationId | undefined;
  /** When the conversation began, in UTC. */
  timestamp: string;
  cwd: string;
  originator: string;
  cli_version: string;
  /** The user's own instructions and those of the project. */
  instructions: string | null;
  source: ConversationSource;
  /** The conversation that started the agent. */
  parent_thread_id?: ConversationId | undefined;
  agent_nickname?: string | undefined;
  agent_role?: string | undefined;
  /** Left out outside a repository. */
  git?: GitInfo | undefined;
  /** The conversation that this one was copied from. */
  forked_from_id?: ConversationId | undefined;
  /** The id of the provider that it began with. */
  model_provider?: string | undefined;
  /** Tools that the client has brought. */
  dynamic_tools?: unknown | undefined;
  /** What the client says that it is for. */
  thread_source?: string | undefined;
  /** `paginated`: each line has an `ordinal`. */
  history_mode?: string | undefined;
  /** The lines of another file that come before those of this one. */
  history_base?: HistoryBase | undefined;
};

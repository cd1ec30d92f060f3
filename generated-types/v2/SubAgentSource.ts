// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AgentPath } from './AgentPath.js';
import type { ThreadId } from './ThreadId.js';

/** What an agent was started for. */
export type SubAgentSource = ("review" | "compact" | "memory_consolidation") | {
  thread_spawn: {
    parent_thread_id: ThreadId;
    depth: number;
    agent_path: AgentPath | null;
    agent_nickname: string | null;
    agent_role: string | null;
  };
} | {
  other: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from '../v1/ConversationId.js';

/** What an agent does for the conversation that started it. */
export type AgentTask = ("review" | "compact" | "memory_consolidation") | {
  /** It works on a part of the task. */
  thread_spawn: {
    parent_thread_id: ConversationId;
    depth: number;
    agent_path: string | null;
    agent_nickname: string | null;
    agent_role: string | null;
  };
} | {
  other: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AgentTask } from './AgentTask.js';
import type { SessionSource } from './SessionSource.js';

/** What began a conversation: a program, one with a name of its own, an agent, or another part of a later release. */
export type ConversationSource = SessionSource | {
  custom: string;
} | {
  subagent: AgentTask;
} | {
  internal: string;
};

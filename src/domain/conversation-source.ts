/** What an agent does for the conversation that started it, as 0.171 writes it. Agents are not started here. */
export type AgentTask =
  | 'review'
  | 'compact'
  | 'memory_consolidation'
  | {
      readonly thread_spawn: {
        readonly parent_thread_id: string;
        readonly depth: number;
        readonly agent_path: string | null;
        readonly agent_nickname: string | null;
        readonly agent_role: string | null;
      };
    }
  | { readonly other: string };

/** What began a conversation: a known program, one with a name of its own, an agent, or a part of 0.171 that it never shows. */
export type ConversationSource =
  | 'cli'
  | 'vscode'
  | 'exec'
  | 'mcp'
  | 'unknown'
  | { readonly custom: string }
  | { readonly subagent: AgentTask }
  | { readonly internal: string };

/** The kinds by which lists are filtered. */
export type SourceKind =
  | Extract<ConversationSource, string>
  | 'custom'
  | 'internal'
  | 'agent-review'
  | 'agent-compact'
  | 'agent-memory'
  | 'agent-spawn'
  | 'agent-other';

export function kindOfSource(source: ConversationSource): SourceKind {
  if (typeof source === 'string') return source;
  if ('custom' in source) return 'custom';
  if ('internal' in source) return 'internal';
  const { subagent: task } = source;
  if (typeof task === 'string') return AGENTS[task];
  return 'other' in task ? 'agent-other' : 'agent-spawn';
}

const AGENTS = { review: 'agent-review', compact: 'agent-compact', memory_consolidation: 'agent-memory' } as const;

/** Names of other programs in which users begin conversations, as in 0.171. */
const OF_USERS = ['atlas', 'chatgpt'];

/** Whether a user began the conversation in a program for conversations. Lists show only these when no kinds are named. */
export function isInteractive(source: ConversationSource): boolean {
  if (typeof source === 'string') return source === 'cli' || source === 'vscode';
  return 'custom' in source && OF_USERS.includes(source.custom);
}

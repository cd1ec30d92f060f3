import * as z from 'zod';
import { type Infer, named, open } from '../schema.js';
import { PersistedEvent } from './events.js';
import { ConversationId } from './ids.js';
import { ResponseItem } from './items.js';
import { AskForApproval, ReasoningEffort, ReasoningSummary, SandboxPolicy } from './policies.js';

export const GitInfo = named('GitInfo', 'The state of the repository when the conversation began.', () =>
  open({
    commit_hash: z.string().optional(),
    branch: z.string().optional().describe('Left out on a detached HEAD.'),
    repository_url: z.string().optional().describe('The address of `origin`.'),
  }),
);
export type GitInfo = Infer<typeof GitInfo>;

export const SessionSource = named('SessionSource', 'What kind of program began the conversation.', () =>
  z.enum(['cli', 'vscode', 'exec', 'mcp', 'unknown']),
);
export type SessionSource = Infer<typeof SessionSource>;

export const AgentTask = named('AgentTask', 'What an agent does for the conversation that started it.', () =>
  z.union([
    z.enum(['review', 'compact', 'memory_consolidation']),
    z.object({
      thread_spawn: z
        .object({
          parent_thread_id: ConversationId(),
          depth: z.int(),
          agent_path: z.string().nullable().default(null),
          agent_nickname: z.string().nullable().default(null),
          agent_role: z.string().nullable().default(null),
        })
        .describe('It works on a part of the task.'),
    }),
    z.object({ other: z.string() }),
  ]),
);
export type AgentTask = Infer<typeof AgentTask>;

export const ConversationSource = named(
  'ConversationSource',
  'What began a conversation: a program, one with a name of its own, an agent, or another part of a later release.',
  () =>
    z.union([
      SessionSource(),
      z.object({ custom: z.string() }),
      z.object({ subagent: AgentTask() }),
      z.object({ internal: z.string() }),
    ]),
);
export type ConversationSource = Infer<typeof ConversationSource>;

export const HistoryBase = named('HistoryBase', 'The part of another rollout that this one continues.', () =>
  open({
    thread_id: ConversationId(),
    end_ordinal_exclusive: z.int().optional(),
    end_byte_offset: z.int().optional().describe('Bytes of the other file that count.'),
  }),
);
export type HistoryBase = Infer<typeof HistoryBase>;

export const SessionMeta = named(
  'SessionMeta',
  'The first line of a rollout: which conversation this is and where it began.',
  () =>
    open({
      id: ConversationId(),
      session_id: ConversationId().optional().describe('The same id, under the name that later releases use.'),
      timestamp: z.string().describe('When the conversation began, in UTC.'),
      cwd: z.string(),
      originator: z.string(),
      cli_version: z.string(),
      instructions: z
        .string()
        .nullable()
        .default(null)
        .describe("The user's own instructions and those of the project."),
      // Absent in old files; an unknown value must not make a conversation unreadable.
      source: ConversationSource().catch('unknown').default('vscode'),
      parent_thread_id: ConversationId()
        .optional()
        .catch(undefined)
        .describe('The conversation that started the agent.'),
      agent_nickname: z.string().optional().catch(undefined),
      agent_role: z.string().optional().catch(undefined),
      git: GitInfo().optional().describe('Left out outside a repository.'),
      forked_from_id: ConversationId().optional().describe('The conversation that this one was copied from.'),
      model_provider: z.string().optional().describe('The id of the provider that it began with.'),
      dynamic_tools: z.unknown().optional().describe('Tools that the client has brought.'),
      thread_source: z.string().optional().catch(undefined).describe('What the client says that it is for.'),
      history_mode: z.string().optional().describe('`paginated`: each line has an `ordinal`.'),
      history_base: HistoryBase().optional().describe('The lines of another file that come before those of this one.'),
    }),
);
export type SessionMeta = Infer<typeof SessionMeta>;

export const TurnContextItem = named(
  'TurnContextItem',
  'The settings under which a request was made to the model.',
  () =>
    open({
      cwd: z.string(),
      approval_policy: AskForApproval(),
      sandbox_policy: SandboxPolicy(),
      permission_profile: z
        .unknown()
        .optional()
        .describe('The rights in the form of 0.171. `sandbox_policy` cannot express them, and names fewer rights.'),
      model: z.string(),
      effort: ReasoningEffort().optional(),
      summary: ReasoningSummary(),
    }),
);
export type TurnContextItem = Infer<typeof TurnContextItem>;

export const CompactedItem = named('CompactedItem', 'The history so far was replaced by this summary.', () =>
  open({
    message: z.string(),
    replacement_history: z.array(ResponseItem()).optional().describe('The new history.'),
  }),
);
export type CompactedItem = Infer<typeof CompactedItem>;

const items = () =>
  ({
    session_meta: { type: z.literal('session_meta'), payload: SessionMeta() },
    response_item: { type: z.literal('response_item'), payload: ResponseItem() },
    event_msg: { type: z.literal('event_msg'), payload: PersistedEvent() },
    turn_context: { type: z.literal('turn_context'), payload: TurnContextItem() },
    compacted: { type: z.literal('compacted'), payload: CompactedItem() },
  }) as const;

export const RolloutItem = named('RolloutItem', 'What a line of a rollout records.', () => {
  const of = items();
  return z.discriminatedUnion('type', [
    open(of.session_meta),
    open(of.response_item),
    open(of.event_msg),
    open(of.turn_context),
    open(of.compacted),
  ]);
});
export type RolloutItem = Infer<typeof RolloutItem>;

export const RolloutLine = named('RolloutLine', 'A line of a rollout: an item and the time of writing, in UTC.', () => {
  const of = items();
  const line = <S extends z.ZodRawShape>(item: S) => open({ timestamp: z.string(), ...item });
  return z.discriminatedUnion('type', [
    line(of.session_meta),
    line(of.response_item),
    line(of.event_msg),
    line(of.turn_context),
    line(of.compacted),
  ]);
});
export type RolloutLine = Infer<typeof RolloutLine>;

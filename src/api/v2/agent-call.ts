import { CollabAgentStatus, CollabAgentTool } from '../../../protocol/v2/item-parts.js';
import type { ThreadItem } from '../../../protocol/v2/items.js';
import type { AgentCall } from '../../domain/item.js';

type Wire = Extract<ThreadItem, { type: 'collabAgentToolCall' }>;

/** Values that the schema does not have are replaced by the nearest ones, because a client would refuse the whole item. */
export function agentCall(item: AgentCall): Omit<Wire, 'startedAtMs' | 'completedAtMs'> {
  const { id, status, sender, receivers, prompt, model, effort, states } = item;
  const tool = CollabAgentTool().safeParse(camelCase(item.tool));
  return {
    type: 'collabAgentToolCall',
    id,
    tool: tool.data ?? 'sendInput',
    status,
    senderThreadId: sender,
    receiverThreadIds: [...receivers],
    prompt,
    model,
    reasoningEffort: effort,
    agentsStates: Object.fromEntries(
      Object.entries(states).map(([thread, { status: word, message }]) => {
        const known = CollabAgentStatus().safeParse(camelCase(word));
        return [thread, { status: known.data ?? 'running', message }];
      }),
    ),
  };
}

const camelCase = (word: string): string => word.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

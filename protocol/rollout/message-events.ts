import * as z from 'zod';
import { type Infer, named, open } from '../schema.js';

export const InputMessageKind = named(
  'InputMessageKind',
  'Whether a user message was typed by the user, or wraps instructions or the description of the environment.',
  () => z.enum(['plain', 'user_instructions', 'environment_context']),
);
export type InputMessageKind = Infer<typeof InputMessageKind>;

export const UserMessageEvent = named('UserMessageEvent', 'What the user sent.', () =>
  open({
    message: z.string().describe('All text parts, joined without a separator.'),
    kind: InputMessageKind().optional().describe('Left out when there is no text.'),
    images: z.array(z.string()).optional().describe('Data URLs or addresses.'),
  }),
);
export type UserMessageEvent = Infer<typeof UserMessageEvent>;

export const AgentMessageEvent = named('AgentMessageEvent', 'A finished message of the agent.', () =>
  open({ message: z.string() }),
);
export type AgentMessageEvent = Infer<typeof AgentMessageEvent>;

export const AgentMessageDeltaEvent = named('AgentMessageDeltaEvent', 'The next piece of a message of the agent.', () =>
  open({ delta: z.string() }),
);
export type AgentMessageDeltaEvent = Infer<typeof AgentMessageDeltaEvent>;

export const AgentReasoningEvent = named(
  'AgentReasoningEvent',
  'A finished passage of the summary of its thinking.',
  () => open({ text: z.string() }),
);
export type AgentReasoningEvent = Infer<typeof AgentReasoningEvent>;

export const AgentReasoningDeltaEvent = named('AgentReasoningDeltaEvent', 'The next piece of that summary.', () =>
  open({ delta: z.string() }),
);
export type AgentReasoningDeltaEvent = Infer<typeof AgentReasoningDeltaEvent>;

export const AgentReasoningRawContentEvent = named(
  'AgentReasoningRawContentEvent',
  'A finished passage of the reasoning itself; only when the configuration enables it.',
  () => open({ text: z.string() }),
);
export type AgentReasoningRawContentEvent = Infer<typeof AgentReasoningRawContentEvent>;

export const AgentReasoningRawContentDeltaEvent = named(
  'AgentReasoningRawContentDeltaEvent',
  'The next piece of the thinking itself.',
  () => open({ delta: z.string() }),
);
export type AgentReasoningRawContentDeltaEvent = Infer<typeof AgentReasoningRawContentDeltaEvent>;

export const AgentReasoningSectionBreakEvent = named(
  'AgentReasoningSectionBreakEvent',
  'The deltas that follow belong to another passage of the summary.',
  () => open({}),
);
export type AgentReasoningSectionBreakEvent = Infer<typeof AgentReasoningSectionBreakEvent>;

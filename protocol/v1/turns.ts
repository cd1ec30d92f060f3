import * as z from 'zod';
import { family, request } from '../declare.js';
import { idempotencyKey } from '../idempotency.js';
import { ConversationId } from '../rollout/ids.js';
import { AskForApproval, ReasoningEffort, ReasoningSummary, SandboxPolicy } from '../rollout/policies.js';
import { TurnAbortReason } from '../rollout/turn-events.js';
import { type Infer, named } from '../schema.js';
import { CONVERSATION, WORKSPACE } from './examples.js';

export const InputItem = named('InputItem', 'A part of what the user sends.', () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('text'), data: z.object({ text: z.string() }) }),
    z.object({
      type: z.literal('image'),
      data: z.object({ image_url: z.string().describe('A data URL, or an address that the model can read.') }),
    }),
    z.object({
      type: z.literal('localImage'),
      data: z.object({ path: z.string().describe('A file that the server reads.') }),
    }),
  ]),
);
export type InputItem = Infer<typeof InputItem>;

export const SendUserMessageParams = named('SendUserMessageParams', 'Params of `sendUserMessage`.', () =>
  z.object({ conversationId: ConversationId(), items: z.array(InputItem()), ...idempotencyKey() }),
);
export type SendUserMessageParams = Infer<typeof SendUserMessageParams>;

export const SendUserMessageResponse = named('SendUserMessageResponse', 'Result of `sendUserMessage`.', () =>
  z.object({}),
);
export type SendUserMessageResponse = Infer<typeof SendUserMessageResponse>;

export const SendUserTurnParams = named('SendUserTurnParams', 'Params of `sendUserTurn`.', () =>
  z.object({
    conversationId: ConversationId(),
    items: z.array(InputItem()),
    cwd: z.string(),
    approvalPolicy: AskForApproval(),
    sandboxPolicy: SandboxPolicy(),
    model: z.string(),
    effort: ReasoningEffort().nullish(),
    summary: ReasoningSummary(),
    ...idempotencyKey(),
  }),
);
export type SendUserTurnParams = Infer<typeof SendUserTurnParams>;

export const SendUserTurnResponse = named('SendUserTurnResponse', 'Result of `sendUserTurn`.', () => z.object({}));
export type SendUserTurnResponse = Infer<typeof SendUserTurnResponse>;

export const InterruptConversationParams = named(
  'InterruptConversationParams',
  'Params of `interruptConversation`.',
  () => z.object({ conversationId: ConversationId() }),
);
export type InterruptConversationParams = Infer<typeof InterruptConversationParams>;

export const InterruptConversationResponse = named(
  'InterruptConversationResponse',
  'Result of `interruptConversation`.',
  () => z.object({ abortReason: TurnAbortReason() }),
);
export type InterruptConversationResponse = Infer<typeof InterruptConversationResponse>;

const queued = 'The reply means that the input is accepted, and comes before `task_started`.';

export const turns = family({
  sendUserMessage: request({
    doc: 'Sends user input with the current settings. It joins a running turn; otherwise a turn begins.',
    params: SendUserMessageParams,
    conversation: ['conversationId'],
    result: SendUserMessageResponse,
    errors: ['conversation_not_found', 'conversation_busy', 'io_error'],
    order: queued,
    example: {
      params: { conversationId: CONVERSATION, items: [{ type: 'text', data: { text: 'Water the roses' } }] },
      result: {},
    },
  }),
  sendUserTurn: request({
    doc: 'Sends user input with settings, which later messages keep. When a turn is running, only the items join it.',
    params: SendUserTurnParams,
    conversation: ['conversationId'],
    result: SendUserTurnResponse,
    errors: ['conversation_not_found', 'conversation_busy', 'io_error'],
    order: queued,
    example: {
      params: {
        conversationId: CONVERSATION,
        items: [
          { type: 'text', data: { text: 'Which of these is a rose?' } },
          { type: 'localImage', data: { path: `${WORKSPACE}/beds.png` } },
        ],
        cwd: WORKSPACE,
        approvalPolicy: 'on-request',
        sandboxPolicy: { mode: 'workspace-write', writable_roots: ['/home/ada/shed'], network_access: false },
        model: 'gpt-5-codex',
        effort: 'low',
        summary: 'auto',
      },
      result: {},
    },
  }),
  interruptConversation: request({
    doc: 'Ends the running turn. When none is running, the reply comes at once.',
    params: InterruptConversationParams,
    conversation: ['conversationId'],
    idempotent: true,
    result: InterruptConversationResponse,
    errors: ['conversation_not_found'],
    order: '`turn_aborted` comes first, then the replies of all pending interrupts in the order of their arrival.',
    beside: true,
    example: { params: { conversationId: CONVERSATION }, result: { abortReason: 'interrupted' } },
  }),
});

import * as z from 'zod';
import { notification } from '../declare.js';
import { EventMsg } from '../rollout/events.js';
import { ConversationId } from '../rollout/ids.js';
import { ReasoningEffort } from '../rollout/policies.js';
import { type Infer, named } from '../schema.js';
import { CONVERSATION, HISTORY, ROLLOUT } from './examples.js';

export const SessionConfiguredNotification = named(
  'SessionConfiguredNotification',
  'Params of `sessionConfigured`.',
  () =>
    z.object({
      sessionId: ConversationId().describe('The id of the conversation.'),
      model: z.string(),
      reasoningEffort: ReasoningEffort().optional(),
      historyLogId: z.int().describe("Identifies the file of the user's prompts; 0 when there is none."),
      historyEntryCount: z.int().describe('How many prompts that file holds.'),
      initialMessages: z.array(EventMsg()).optional().describe('The whole history.'),
      rolloutPath: z.string(),
    }),
);
export type SessionConfiguredNotification = Infer<typeof SessionConfiguredNotification>;

export const EventNotificationParams = named(
  'EventNotificationParams',
  'Params of `codex/event/*`: an event of a conversation.',
  () =>
    z.object({
      id: z.string().describe('The submission that the event belongs to; empty when it belongs to none.'),
      msg: EventMsg(),
      conversationId: ConversationId(),
    }),
);
export type EventNotificationParams = Infer<typeof EventNotificationParams>;

export const EventNotification = named('EventNotification', 'An event; the method ends with its type.', () =>
  z.object({ method: z.templateLiteral(['codex/event/', z.string()]), params: EventNotificationParams() }),
);
export type EventNotification = Infer<typeof EventNotification>;

/** Event notifications share one declaration; on the wire the star is the type of the event. */
export const EVENT_METHOD = 'codex/event/*';
export const EVENT_METHOD_PREFIX = 'codex/event/';

/** Params of the events by their method on the wire, which says the type of the event. */
export type EventNotifications = { [T in EventMsg['type'] as `codex/event/${T}`]: EventNotificationParams };

export const sessionNotifications = {
  sessionConfigured: notification({
    doc: 'A conversation was opened with a history.',
    params: SessionConfiguredNotification,
    order: 'Before the reply of `resumeConversation` or `forkConversation`.',
    example: {
      params: {
        sessionId: CONVERSATION,
        model: 'gpt-5-codex',
        historyLogId: 0,
        historyEntryCount: 0,
        initialMessages: HISTORY,
        rolloutPath: ROLLOUT,
      },
    },
  }),
};

export const eventNotifications = {
  [EVENT_METHOD]: notification({
    doc: 'Something happened in a conversation that this connection listens to.',
    params: EventNotificationParams,
    order: 'The events of one conversation come in the order in which they happened.',
    example: {
      params: {
        id: '0',
        msg: { type: 'agent_message', message: 'The roses are watered.' },
        conversationId: CONVERSATION,
      },
    },
  }),
};

import * as z from 'zod';
import { family, request } from '../declare.js';
import { ConversationId } from '../rollout/ids.js';
import { type Infer, named } from '../schema.js';
import { CONVERSATION } from '../v1/examples.js';

export const NobodyThere = named(
  'NobodyThere',
  'What happens to approvals while no client has the conversation: they wait, are declined at once, or are declined after this number of seconds.',
  () => z.union([z.enum(['wait', 'deny']), z.number()]),
);
export type NobodyThere = Infer<typeof NobodyThere>;

export const LoadedConversation = named('LoadedConversation', 'A conversation that this process has loaded.', () =>
  z.object({
    conversationId: ConversationId(),
    state: z.enum(['idle', 'active', 'waiting']).describe('`waiting`: a turn runs, and waits for the user.'),
    subscribers: z.int().describe('Connections that get its events.'),
    idleSince: z
      .string()
      .nullable()
      .describe('When the last client left it and its last turn had ended, ISO 8601 in UTC; null while it is in use.'),
    lease: z.boolean().describe('Whether this process holds the right to write, so that no other process writes.'),
    epoch: z.string().describe('As in `turnwire/attach`.'),
    whenNobodyIsThere: NobodyThere(),
  }),
);
export type LoadedConversation = Infer<typeof LoadedConversation>;

export const StatusResponse = named('StatusResponse', 'Result of `turnwire/status`.', () =>
  z.object({
    version: z.string(),
    pid: z.int(),
    uptimeSeconds: z.number(),
    memory: z.object({ rssBytes: z.int(), heapUsedBytes: z.int() }),
    connections: z.int().describe('Clients of this process that have sent another request than `initialize`.'),
    conversations: z.array(LoadedConversation()),
  }),
);
export type StatusResponse = Infer<typeof StatusResponse>;

export const turnwireStatus = family({
  'turnwire/status': request({
    doc: 'Tells facts about the process, and which conversations it has loaded.',
    params: null,
    result: StatusResponse,
    errors: [],
    example: {
      result: {
        version: '0.1.0',
        pid: 4711,
        uptimeSeconds: 12.5,
        memory: { rssBytes: 92_000_000, heapUsedBytes: 21_000_000 },
        connections: 2,
        conversations: [
          {
            conversationId: CONVERSATION,
            state: 'idle',
            subscribers: 2,
            idleSince: null,
            lease: true,
            epoch: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
            whenNobodyIsThere: 'deny',
          },
        ],
      },
    },
  }),
});

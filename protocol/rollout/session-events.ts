import * as z from 'zod';
import { type Infer, named, open } from '../schema.js';
import { ConversationId } from './ids.js';

// The app-server sends none of these, but the types of its clients contain them.

export const HistoryEntry = named('HistoryEntry', 'A prompt that the user typed in some session.', () =>
  open({ conversation_id: z.string(), ts: z.int().describe('Seconds since 1970.'), text: z.string() }),
);
export type HistoryEntry = Infer<typeof HistoryEntry>;

export const GetHistoryEntryResponseEvent = named(
  'GetHistoryEntryResponseEvent',
  'A prompt from the history file.',
  () => open({ offset: z.int(), log_id: z.int(), entry: HistoryEntry().optional() }),
);
export type GetHistoryEntryResponseEvent = Infer<typeof GetHistoryEntryResponseEvent>;

export const CustomPrompt = named('CustomPrompt', 'A prompt that the user keeps in a file.', () =>
  open({
    name: z.string(),
    path: z.string(),
    content: z.string(),
    description: z.string().nullable(),
    argument_hint: z.string().nullable(),
  }),
);
export type CustomPrompt = Infer<typeof CustomPrompt>;

export const ListCustomPromptsResponseEvent = named(
  'ListCustomPromptsResponseEvent',
  'The prompts kept in files.',
  () => open({ custom_prompts: z.array(CustomPrompt()) }),
);
export type ListCustomPromptsResponseEvent = Infer<typeof ListCustomPromptsResponseEvent>;

export const ConversationPathResponseEvent = named(
  'ConversationPathResponseEvent',
  "The path of a conversation's rollout.",
  () => open({ conversation_id: ConversationId(), path: z.string() }),
);
export type ConversationPathResponseEvent = Infer<typeof ConversationPathResponseEvent>;

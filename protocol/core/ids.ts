import { z } from 'zod';
import { type Infer, named } from '../define.js';

export const ConversationId = named('ConversationId', 'The id of a conversation: a UUID, lower case and hyphenated.', () => z.string());
export type ConversationId = Infer<typeof ConversationId>;

import * as z from 'zod';
import { type Infer, named } from '../schema.js';

const UUID = /^(?:urn:uuid:|\{)?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i;

/** Every spelling that the reference reads is accepted; the parsed value is lower case and hyphenated. */
export const uuid = () =>
  z
    .string()
    .regex(UUID, 'expected a UUID')
    .overwrite((text) => text.replace(UUID, '$1-$2-$3-$4-$5').toLowerCase());

export const ConversationId = named(
  'ConversationId',
  'The id of a conversation: a UUID, lower case and hyphenated.',
  uuid,
);
export type ConversationId = Infer<typeof ConversationId>;

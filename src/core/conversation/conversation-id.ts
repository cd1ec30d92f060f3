import { AppError } from '../../../protocol/errors.js';
import { ConversationId } from '../../../protocol/rollout/ids.js';

/** The one spelling of an id. On the wire the schema has seen to it; callers of the library come straight here. */
export function canonicalId(text: string): string {
  const parsed = ConversationId().safeParse(text);
  if (parsed.success) return parsed.data;
  const data = { path: 'params.conversationId', reason: 'expected a UUID' };
  throw new AppError('invalid_request', `Invalid request: ${data.path}: ${data.reason}`, data);
}

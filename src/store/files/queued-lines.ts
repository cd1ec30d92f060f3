import * as z from 'zod';
import { ResponseItem } from '../../../protocol/rollout/items.js';
import type { MessageItem } from '../../domain/history-item.js';
import type { UserMessage } from '../../domain/item.js';
import type { QueuedInput } from '../../domain/record.js';
import { userContent } from './item-schemas.js';

/** A kind of line that only this program writes; other programs ignore it. */
export const QUEUED_INPUT = 'turnwire_queued_input';

export function queuedPayload({ id, item, message, skills, turnId: turn_id }: QueuedInput): object {
  const { startedAt: at, content, clientId: client_id } = message;
  return { id, at, item, content, client_id, turn_id, ...(skills === undefined ? {} : { skills }) };
}

const Queued = z.lazy(() =>
  z.object({
    id: z.string(),
    at: z.number(),
    client_id: z.string().optional(),
    turn_id: z.string().nullable().default(null),
    item: z.lazy(() => ResponseItem()),
    skills: z.array(z.lazy(() => ResponseItem())).optional(),
    content: z.array(userContent),
  }),
);

/** Undefined for other lines. */
export function queuedInput(json: unknown): QueuedInput | undefined {
  const { type, payload } = json as { type?: unknown; payload?: unknown };
  if (type !== QUEUED_INPUT) return undefined;
  const parsed = Queued.safeParse(payload);
  if (!parsed.success || parsed.data.item.type !== 'message') return undefined;
  const { id, at, item, content, client_id: clientId, turn_id: turnId } = parsed.data;
  const skills = parsed.data.skills === undefined ? {} : { skills: parsed.data.skills as MessageItem[] };
  const named = clientId === undefined ? {} : { clientId };
  const message: UserMessage = { type: 'user-message', id, startedAt: at, completedAt: at, content, ...named };
  return { type: 'queued-input', id, item: item as MessageItem, message, ...skills, turnId };
}

import type { HistoryItem } from '../../domain/history-item.js';
import { isJsonObject } from '../../domain/json.js';
import type { ConversationRecord } from '../../domain/record.js';
import type { Digester } from '../ports/index.js';
import { type InitialContext, initialContextOf, standingFor } from './compacted.js';
import { replay } from './replay.js';

/** What is known of a part of a stored conversation without its records. */
export interface PartDigest {
  /** The ids of its turns, in order. */
  readonly turns: readonly string[];
  /** How many completed items it has. */
  readonly items: number;
  /** It has a message of the user. */
  readonly said: boolean;
  readonly compactions: number;
  /** A compaction in it names the whole history that replaces the former one. */
  readonly replaced: boolean;
  /** It has settings of a request, a count of tokens, a change of the goal. */
  readonly sampling: boolean;
  readonly usage: boolean;
  readonly goal: boolean;
  /** At its end; undefined when it is the same as at its beginning. */
  readonly context?: InitialContext | undefined;
}

const NOTHING: InitialContext = { items: [], environment: undefined, ended: false };

/** The context at the end of the last of these parts. */
export const contextAfter = (digests: readonly PartDigest[]): InitialContext =>
  digests.findLast(({ context }) => context !== undefined)?.context ?? NOTHING;

/** A record that replaces all records before a part. It lacks the texts of the user, which are needed until the second compaction after it. */
export const beginningWith = (context: InitialContext): ConversationRecord => ({
  type: 'compaction',
  summary: '',
  replacement: standingFor(context),
});

export const partDigests: Digester<PartDigest> = {
  version: 1,
  digest(records, before) {
    const context = contextAfter(before);
    const { items, turns, placed } = replay(before.length > 0 ? [beginningWith(context), ...records] : records);
    const after = initialContextOf(items);
    const isSame = JSON.stringify(after) === JSON.stringify(context);
    const compactions = records.flatMap((record) => (record.type === 'compaction' ? [record] : []));
    return {
      turns: turns.map(({ id }) => id),
      items: placed().length,
      said: turns.some((turn) => turn.items.some(({ type }) => type === 'user-message')),
      compactions: compactions.length,
      replaced: compactions.some(({ replacement }) => replacement !== undefined),
      sampling: records.some(({ type }) => type === 'sampling'),
      usage: records.some((record) => record.type === 'event' && record.event.type === 'usage-updated'),
      goal: records.some(({ type }) => type === 'goal'),
      ...(isSame ? {} : { context: after }),
    };
  },
  parse: (stored) => (isDigest(stored) ? stored : undefined),
};

const isDigest = (value: unknown): value is PartDigest =>
  isJsonObject(value) &&
  isListOf(value.turns, isText) &&
  [value.items, value.compactions].every((count) => typeof count === 'number') &&
  [value.said, value.replaced, value.sampling, value.usage, value.goal].every((flag) => typeof flag === 'boolean') &&
  (value.context === undefined || isInitialContext(value.context));

const isInitialContext = (value: unknown): value is InitialContext =>
  isJsonObject(value) &&
  typeof value.ended === 'boolean' &&
  isListOf(value.items, isMessage) &&
  (value.environment === undefined || isMessage(value.environment));

/** The context of a history is messages. */
const isMessage = (value: unknown): value is HistoryItem =>
  isJsonObject(value) &&
  value.type === 'message' &&
  isText(value.role) &&
  isListOf(value.content, (part) => isJsonObject(part) && isText(part.text ?? part.image_url));

const isText = (value: unknown): value is string => typeof value === 'string';

const isListOf = (value: unknown, is: (member: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every((member) => is(member));

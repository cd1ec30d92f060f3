import { createHash } from 'node:crypto';
import type { ContentItem, ResponseItem } from '../../protocol/rollout/items.js';
import type { ModelError } from '../core/ports/index.js';
import { isCall, isOutput } from './valid-items.js';

/** What replaces an item that a provider has refused; when empty, the item is left out. */
type Replacements = ReadonlyMap<ResponseItem, ResponseItem | undefined>;

export interface Repair {
  /** What was refused, for users. */
  readonly what: string;
  readonly replacements: Replacements;
}

/** The items of a conversation that its provider has refused. They are not sent again (C266). */
export class RefusedItems {
  readonly #known = new Map<string, ResponseItem | undefined>();

  remember({ replacements }: Repair): void {
    for (const [item, instead] of replacements) this.#known.set(keyOf(item), instead);
  }

  /** The items without the refused ones. */
  without(items: readonly ResponseItem[]): readonly ResponseItem[] {
    if (this.#known.size === 0) return items;
    return items.flatMap((item) => {
      const key = keyOf(item);
      return this.#known.has(key) ? (this.#known.get(key) ?? []) : [item];
    });
  }
}

const keyOf = (item: ResponseItem): string => createHash('sha256').update(JSON.stringify(item)).digest('base64');

/**
 * What to leave out after a provider has refused a request because of one of its items; undefined when the refusal has another reason.
 * `itemsAt` returns the items that are sent at an index of the list in the request.
 */
export function repairFor(
  error: ModelError,
  items: readonly ResponseItem[],
  itemsAt: (place: number) => readonly ResponseItem[],
): Repair | undefined {
  const { failure } = error;
  if (failure?.code !== 'model_refused' || failure.status === 404) return undefined;
  const text = [error.message, failure.reason, error.cause instanceof Error ? error.cause.message : ''].join('\n');
  const refused = sealedReasoning(text, items) ?? itemsNamed(text, items, itemsAt) ?? itemsConcerned(text, items);
  if (refused === undefined) return undefined;
  const { what, named } = refused;
  const replacements = new Map(named.flatMap((item) => replacementsOf(item, items)));
  return replacements.size === 0 ? undefined : { what, replacements };
}

interface Refused {
  readonly what: string;
  readonly named: readonly ResponseItem[];
}

/** `input[3].name`, `messages.3.content`, `"loc": ["body", "messages", 3]`. */
const PLACE = /\b(?:input|messages?)(?:\[|\.|"?,\s*|[ /]+)(\d+)\b/i;

/** When one is refused, the others would be refused too. */
function sealedReasoning(text: string, items: readonly ResponseItem[]): Refused | undefined {
  const named = items.filter(({ type }) => type === 'reasoning');
  if (named.length === 0 || !/encrypted[_ ]?content|reasoning|thinking|signature/i.test(text)) return undefined;
  return { what: 'the reasoning of earlier answers', named };
}

/** Finds the item by its index in the request, by the id of a call, or by its own id. */
function itemsNamed(
  text: string,
  items: readonly ResponseItem[],
  itemsAt: (place: number) => readonly ResponseItem[],
): Refused | undefined {
  const [, place] = PLACE.exec(text) ?? [];
  const there = place === undefined ? [] : itemsAt(Number(place));
  if (there.length > 0) return { what: nameOf(there[0]), named: there };
  const named = items.filter((item) => idsOf(item).some((id) => containsWord(text, id)));
  return named.length > 0 ? { what: nameOf(named[0]), named } : undefined;
}

/** Finds the item by the words of the refusal. */
function itemsConcerned(text: string, items: readonly ResponseItem[]): Refused | undefined {
  const pictures = items.filter(hasPicture);
  if (pictures.length > 0 && /image|picture|vision|multi-?modal|data url/i.test(text)) {
    return { what: 'the pictures', named: pictures };
  }
  const calls = items.filter((item) => isCall(item));
  if (calls.length > 0 && /(tool|function)[ _]?calls?\b.{0,80}(argument|json|name|invalid)/is.test(text)) {
    return { what: 'the tool calls', named: calls };
  }
  return undefined;
}

/** The user's text is never left out silently: only the pictures of the last message and whole earlier messages are. */
function replacementsOf(
  item: ResponseItem,
  items: readonly ResponseItem[],
): [ResponseItem, ResponseItem | undefined][] {
  if (isCall(item) || isOutput(item)) {
    return items
      .filter((one) => (isCall(one) || isOutput(one)) && one.call_id === item.call_id)
      .map((one) => [one, undefined]);
  }
  if (item.type !== 'message') return [[item, undefined]];
  if (hasPicture(item)) return [[item, { ...item, content: item.content.map(withoutPicture) }]];
  const lastUser = items.findLast((one) => one.type === 'message' && one.role === 'user');
  return item === lastUser ? [] : [[item, undefined]];
}

const withoutPicture = (part: ContentItem): ContentItem =>
  part.type === 'input_image'
    ? { type: 'input_text', text: '(A picture was left out: the provider refused it.)' }
    : part;

const hasPicture = (item: ResponseItem): boolean =>
  item.type === 'message' && item.content.some(({ type }) => type === 'input_image');

const idsOf = (item: ResponseItem): string[] =>
  [item.id, 'call_id' in item ? item.call_id : undefined].filter(
    (id) => typeof id === 'string' && id.length > 3,
  ) as string[];

const containsWord = (text: string, word: string): boolean => {
  const at = text.indexOf(word);
  return at >= 0 && !/[\w-]/.test(text[at - 1] ?? ' ') && !/[\w-]/.test(text[at + word.length] ?? ' ');
};

function nameOf(item: ResponseItem | undefined): string {
  switch (item?.type) {
    case 'message':
      return hasPicture(item) ? 'a picture' : `a message of the ${item.role}`;
    case 'reasoning':
      return 'sealed reasoning';
    case undefined:
      return 'an item';
    default:
      return 'a tool call';
  }
}

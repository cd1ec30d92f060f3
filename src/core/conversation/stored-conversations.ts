import { AppError } from '../../../protocol/errors.js';
import { ConversationId } from '../../../protocol/rollout/ids.js';
import { type Item, textsOf } from '../../domain/item.js';
import { modelRecords } from '../history/model-records.js';
import { type PartDigest, partDigests } from '../history/part-digest.js';
import { replay } from '../history/replay.js';
import type {
  ConversationPage,
  ConversationParts,
  ConversationStore,
  ListOptions,
  LoadOptions,
  StoredChange,
  StoredConversation,
  StoredWatch,
  WatchPath,
} from '../ports/index.js';
import type { Conversation } from './conversation.js';

/** Where a stored conversation is: a location, or the one with this id. The location counts when both are given. */
export interface StoredAt {
  readonly location?: string | null | undefined;
  readonly conversationId?: string | null | undefined;
}

/**
 * What a client is shown of a conversation that it resumes. `messages`: the work of tools may be missing. `last-turns`: the result has only the last events and
 * turns, and `history` for the earlier ones.
 */
export type Shown = 'everything' | 'messages' | 'last-turns';

/** A rollout that is read to be continued; with `parts`, `records` are those that the model needs. */
export type ToResume = StoredConversation & Partial<ConversationParts<PartDigest>>;

/** The conversations in the store: finds, lists and reads them, but loads none. */
export class StoredConversations {
  readonly #store: ConversationStore;
  /** A conversation that is loaded here; its location is known. */
  readonly #loaded: (id: string) => Conversation | undefined;
  /** Aborted when the server ends. */
  readonly #end: AbortSignal;

  constructor(store: ConversationStore, loaded: (id: string) => Conversation | undefined, end: AbortSignal) {
    this.#store = store;
    this.#loaded = loaded;
    this.#end = end;
  }

  list(limit: number, cursor: string | undefined, options?: ListOptions): Promise<ConversationPage> {
    return this.#store.list(limit, cursor, options);
  }

  /** The message of the user or the model that has the text, the first one; undefined when none has it. Case does not count. */
  async messageSaying(location: string, text: string, signal: AbortSignal): Promise<string | undefined> {
    const { turns } = replay((await this.#store.load(location, { signal, makeItems: false })).records);
    const wanted = text.toLowerCase();
    return turns.flatMap(({ items }) => items.flatMap(saidIn)).find((said) => said.toLowerCase().includes(wanted));
  }

  isArchived(id: string): Promise<boolean> {
    return this.#store.find(canonicalId(id), true).then((location) => location !== undefined);
  }

  nameOf(id: string): string | null {
    return this.#store.nameOf(canonicalId(id));
  }

  /** Names a conversation, archived or not. */
  async setName(id: string, name: string): Promise<void> {
    await this.findAnywhere(id);
    await this.#store.setName(canonicalId(id), name);
  }

  /** Reports what any process does to the stored conversations; undefined when the store cannot tell. */
  watch(watch: WatchPath, changed: (change: StoredChange) => void): StoredWatch | undefined {
    return this.#store.watchStored?.(watch, changed);
  }

  /** The canonical id of a stored conversation, archived or not. Rejects with `rollout_not_found`. */
  async canonicalIdOf(id: string): Promise<string> {
    await this.findAnywhere(id);
    return canonicalId(id);
  }

  /** The location of a conversation that is not archived. Rejects with `rollout_not_found`. */
  async find(id: string): Promise<string> {
    const canonical = canonicalId(id);
    const location = this.#loaded(canonical)?.location ?? (await this.#store.find(canonical));
    if (location) return location; // an ephemeral conversation has no location
    throw notFound(canonical);
  }

  /** The same, archived or not. */
  async findAnywhere(id: string): Promise<string> {
    const archived = await this.#store.find(canonicalId(id), true);
    return archived ?? (await this.find(id));
  }

  /** Reads the rollout; its errors get the prefix that clients know. */
  async read(
    { location, conversationId }: StoredAt,
    prefix: string,
    how: LoadOptions = {},
  ): Promise<StoredConversation> {
    const found = location ?? (await this.find(conversationId as string));
    return this.#explained(prefix, () => this.#store.load(found, { signal: this.#end, ...how }));
  }

  /** The rollout, or in parts as much of it as the model needs. Messages that never joined the history are shown in the whole one. */
  async readToResume(at: StoredAt, shown: Shown): Promise<ToResume> {
    const prefix = 'error resuming conversation';
    if (shown !== 'last-turns') return this.read(at, prefix, { makeItems: shown === 'everything' });
    return twice(async () => {
      const stored = await this.#readParts(at, prefix);
      const { records, parts } = await modelRecords(stored);
      const waits = records.some(({ type }) => type === 'queued-input') && replay(records).queued.length > 0;
      return waits ? this.read(at, prefix) : { ...stored, records, parts };
    });
  }

  /** Reads the rollout as far as `use` asks for it, and again when another program changes it meanwhile. */
  readParts<T>(location: string, use: (stored: ConversationParts<PartDigest>) => T | Promise<T>): Promise<T> {
    return twice(async () => use(await this.#readParts({ location }, 'error reading conversation')));
  }

  async #readParts({ location, conversationId }: StoredAt, prefix: string): Promise<ConversationParts<PartDigest>> {
    const found = location ?? (await this.find(conversationId as string));
    return this.#explained(prefix, () => this.#store.loadParts(found, partDigests, this.#end));
  }

  async #explained<T>(prefix: string, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (e) {
      refuseAfterEnd(this.#end);
      throw e instanceof AppError ? new AppError(e.code, `${prefix}: ${e.message}`, e.data, { cause: e }) : e;
    }
  }
}

/** A rollout that changed while it was read is read again, once. */
async function twice<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (e) {
    if (!AppError.is(e) || e.code !== 'rollout_unreadable') throw e;
    return work();
  }
}

/** The texts of the user or the model in the item. */
function saidIn(item: Item): readonly string[] {
  if (item.type === 'user-message') return textsOf(item);
  return item.type === 'agent-message' ? item.texts : [];
}

export function refuseAfterEnd(end: AbortSignal): void {
  if (end.aborted) throw new AppError('shutting_down', 'The server is ending', {});
}

export const notFound = (id: string): AppError =>
  new AppError('rollout_not_found', `no rollout found for conversation ${id}`, { id });

/** The canonical spelling of an id. The schema ensures it on the wire, but callers of the library pass any spelling. */
export function canonicalId(text: string): string {
  const parsed = ConversationId().safeParse(text);
  if (parsed.success) return parsed.data;
  const data = { path: 'params.conversationId', reason: 'expected a UUID' };
  throw new AppError('invalid_request', `Invalid request: ${data.path}: ${data.reason}`, data);
}

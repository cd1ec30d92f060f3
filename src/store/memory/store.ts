import { hostname } from 'node:os';
import { AppError } from '../../../protocol/errors.js';
import type {
  ConversationPage,
  ConversationParts,
  ConversationStore,
  ConversationSummary,
  CopiedRecords,
  Digester,
  FencingToken,
  Lease,
  ListOptions,
  Rollout,
  StoredConversation,
} from '../../core/ports/index.js';
import { isInteractive, kindOfSource } from '../../domain/conversation-source.js';
import type { ConversationMeta, ConversationRecord } from '../../domain/record.js';
import { asOnePart } from '../one-part.js';
import { checkCursor } from '../page-cursor.js';
import { previewOf } from '../preview.js';

export interface MemoryStoreOptions {
  /** Runs before records are stored. A promise makes appends asynchronous; an error refuses them. */
  readonly beforeAppend?:
    | ((records: readonly ConversationRecord[], location: string) => void | Promise<void>)
    | undefined;
  /** Milliseconds since the epoch, for the times at which conversations change. */
  readonly now?: (() => number) | undefined;
}

interface Entry {
  readonly meta: ConversationMeta;
  readonly records: ConversationRecord[];
  updatedAt: number;
}

interface Shared {
  /** By location; archived ones are included. */
  readonly entries: Map<string, Entry>;
  readonly names: Map<string, string>;
  readonly leases: Map<string, { readonly owner: MemoryStore; readonly token: FencingToken }>;
  /** The last token of each conversation. */
  readonly tokens: Map<string, FencingToken>;
}

const LIVE = 'memory:conversations/';
const ARCHIVE = 'memory:archive/';

/** Conversations in the memory of this process. They are lost when it ends. */
export class MemoryStore implements ConversationStore {
  readonly #options: MemoryStoreOptions;
  #shared: Shared = { entries: new Map(), names: new Map(), leases: new Map(), tokens: new Map() };

  constructor(options: MemoryStoreOptions = {}) {
    this.#options = options;
  }

  /** Another owner of the same conversations, like a second process with the file store. */
  another(options: MemoryStoreOptions = this.#options): MemoryStore {
    const other = new MemoryStore(options);
    other.#shared = this.#shared;
    return other;
  }

  create(meta: ConversationMeta, copied?: CopiedRecords): Rollout {
    const location = LIVE + meta.id;
    const { entries } = this.#shared;
    if (entries.has(location)) throw ioError(location, 'it exists already');
    const records = copied ? copied.from.records.slice(0, copied.count) : [];
    entries.set(location, { meta, records, updatedAt: this.#now() });
    return this.#open(location);
  }

  async load(location: string): Promise<StoredConversation> {
    const entry = this.#shared.entries.get(location);
    if (!entry)
      throw new AppError('rollout_unreadable', 'no such conversation', { path: location, reason: 'not found' });
    const { meta, records } = entry;
    return { location, revision: records.length, meta, records: [...records], findings: [], trusted: true };
  }

  async loadParts<D>(location: string, digester: Digester<D>): Promise<ConversationParts<D>> {
    return asOnePart(await this.load(location), digester);
  }

  reopen({ location, revision }: Pick<StoredConversation, 'location' | 'revision'>): Rollout {
    return this.#open(location, revision);
  }

  async find(id: string, archived = false): Promise<string | undefined> {
    const location = (archived ? ARCHIVE : LIVE) + id;
    return this.#shared.entries.has(location) ? location : undefined;
  }

  nameOf(id: string): string | null {
    return this.#shared.names.get(id) ?? null;
  }

  setName(id: string, name: string | null): void {
    if (name === null) this.#shared.names.delete(id);
    else this.#shared.names.set(id, name);
  }

  async unarchive(id: string): Promise<string | undefined> {
    const { entries } = this.#shared;
    const entry = entries.get(ARCHIVE + id);
    if (!entry) return undefined;
    if (entries.has(LIVE + id)) throw ioError(LIVE + id, 'it exists already');
    entries.delete(ARCHIVE + id);
    entries.set(LIVE + id, entry);
    return LIVE + id;
  }

  async remove(id: string): Promise<boolean> {
    const { entries, names } = this.#shared;
    names.delete(id);
    const removed = [LIVE + id, ARCHIVE + id].map((location) => entries.delete(location));
    return removed.includes(true);
  }

  async list(limit: number, cursor: string | undefined, options: ListOptions = {}): Promise<ConversationPage> {
    checkCursor(cursor, options);
    const sign = options.direction === 'asc' ? 1 : -1;
    const isAfter = (a: string, b: string): boolean => (sign > 0 ? a > b : a < b);
    const all = [...this.#shared.entries]
      .filter(([location]) => location.startsWith(options.archived ? ARCHIVE : LIVE))
      .flatMap(([location, entry]) => {
        const summary = summaryOf(location, entry, this.nameOf(entry.meta.id));
        return summary && fits(summary, options) ? [{ key: keyOf(summary, options), summary }] : [];
      })
      .filter(({ key }) => cursor === undefined || isAfter(key, cursor))
      .sort((a, b) => (isAfter(a.key, b.key) ? 1 : -1));
    const page = all.slice(0, limit);
    const items = page.map(({ summary }) => summary);
    return all.length > limit && limit > 0 ? { items, nextCursor: page.at(-1)?.key } : { items };
  }

  archivable(id: string, location: string) {
    const { entries } = this.#shared;
    const entry = entries.get(location);
    if (!entry || !location.startsWith(LIVE)) {
      throw new AppError('rollout_outside_sessions', `${location} is not a conversation of this store`, {
        path: location,
      });
    }
    if (entry.meta.id !== id) {
      throw new AppError('rollout_mismatch', `${location} is not the conversation ${id}`, { id, path: location });
    }
    return {
      archive(): void {
        entries.delete(location);
        entries.set(ARCHIVE + id, entry);
      },
    };
  }

  lease(id: string): Lease {
    const { leases, tokens } = this.#shared;
    const own = () => {
      const lease = leases.get(id);
      return lease?.owner === this ? lease : undefined;
    };
    return {
      get token() {
        return own()?.token;
      },
      take: () => {
        const held = own();
        if (held) return held.token;
        if (leases.has(id)) {
          const data = { id, pid: process.pid, host: hostname() };
          throw new AppError('conversation_busy', `conversation ${id} is in use by another server`, data);
        }
        const token = (tokens.get(id) ?? 0) + 1;
        tokens.set(id, token);
        leases.set(id, { owner: this, token });
        return token;
      },
      release: () => {
        if (own()) leases.delete(id);
      },
    };
  }

  close(): void {
    for (const [id, { owner }] of this.#shared.leases) if (owner === this) this.#shared.leases.delete(id);
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now();
  }

  #open(location: string, revision?: number): Rollout {
    const entry = this.#shared.entries.get(location);
    if (!entry) throw ioError(location, 'not found');
    const { beforeAppend } = this.#options;
    const check = (token: FencingToken): void => {
      if (this.#shared.leases.get(entry.meta.id)?.token !== token) throw ioError(location, 'fenced');
    };
    const now = () => this.#now();
    return new MemoryRollout({ location, entry, beforeAppend, check, now }, revision ?? entry.records.length);
  }
}

interface MemoryRolloutOptions extends MemoryStoreOptions {
  readonly location: string;
  readonly entry: Entry;
  readonly now: () => number;
  /** Throws when the token does not belong to the present owner. */
  readonly check: (token: FencingToken) => void;
}

/** Its revision is the number of its records. */
class MemoryRollout implements Rollout {
  readonly location: string;
  readonly #options: MemoryRolloutOptions;
  #revision: number;
  #open = true;

  constructor(options: MemoryRolloutOptions, revision: number) {
    this.location = options.location;
    this.#options = options;
    this.#revision = revision;
  }

  get revision(): number {
    return this.#revision;
  }

  append(records: readonly ConversationRecord[], token: FencingToken): void | Promise<void> {
    const { beforeAppend, location } = this.#options;
    const waited = attempt(location, () => beforeAppend?.(records, location));
    if (waited === undefined) return this.#store(records, token);
    return waited.then(
      () => this.#store(records, token),
      (e) => {
        throw asIoError(location, e);
      },
    );
  }

  changedElsewhere(): boolean {
    return this.#revision !== this.#options.entry.records.length;
  }

  /** Nothing can get lost or need repair while the process lives. */
  ensure(): void {}
  onRepaired(): void {}
  rebuildFrom(): void {}
  sync(): void {}

  close(): void {
    this.#open = false;
  }

  #store(records: readonly ConversationRecord[], token: FencingToken): void {
    const { entry, check, location, now } = this.#options;
    if (!this.#open) throw ioError(location, 'closed');
    check(token);
    entry.records.push(...records);
    entry.updatedAt = now();
    this.#revision = entry.records.length;
  }
}

function summaryOf(
  location: string,
  { meta, records, updatedAt }: Entry,
  name: string | null,
): ConversationSummary | undefined {
  let hasUserMessage = false;
  let preview: string | undefined;
  for (const record of records) {
    if (record.type === 'event' && record.event.type === 'item-completed')
      hasUserMessage ||= record.event.item.type === 'user-message';
    if (record.type === 'history' && record.item.type === 'message' && record.item.role === 'user')
      preview ??= previewOf(record.item.content);
    if (record.type === 'goal' && record.goal) {
      hasUserMessage = true;
      preview ??= record.goal.objective;
    }
    if (hasUserMessage && preview !== undefined) break;
  }
  if (!hasUserMessage) return undefined;
  return {
    conversationId: meta.id,
    location,
    preview: preview ?? '',
    timestamp: meta.timestamp,
    meta,
    createdAt: Date.parse(meta.timestamp),
    updatedAt,
    archived: location.startsWith(ARCHIVE),
    name,
    model: records.findLast((record) => record.type === 'sampling')?.settings.model ?? null,
  };
}

function fits({ meta, preview, name }: ConversationSummary, options: ListOptions): boolean {
  const { sources, providers, cwds, searchTerm } = options;
  if (!(sources ? sources.includes(kindOfSource(meta.source)) : isInteractive(meta.source))) return false;
  if (providers && meta.modelProvider !== undefined && !providers.includes(meta.modelProvider)) return false;
  if (cwds && !cwds.includes(meta.cwd)) return false;
  return searchTerm === undefined || preview.includes(searchTerm) || (name?.includes(searchTerm) ?? false);
}

/** Sorts by time, then id. */
function keyOf({ meta, createdAt, updatedAt }: ConversationSummary, { sortKey }: ListOptions): string {
  return `${new Date(sortKey === 'updated' ? updatedAt : createdAt).toISOString()}|${meta.id}`;
}

function attempt<T>(location: string, action: () => T): T {
  try {
    return action();
  } catch (e) {
    throw asIoError(location, e);
  }
}

const asIoError = (location: string, e: unknown): AppError =>
  AppError.is(e) ? e : ioError(location, (e as Error).message);

function ioError(location: string, reason: string): AppError {
  return new AppError('io_error', `the conversation cannot be recorded: ${reason}`, { reason, path: location });
}

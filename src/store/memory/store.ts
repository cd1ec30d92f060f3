import { hostname } from 'node:os';
import { AppError } from '../../../protocol/errors.js';
import type {
  ConversationPage,
  ConversationStore,
  ConversationSummary,
  CopiedRecords,
  FencingToken,
  Lease,
  Rollout,
  StoredConversation,
} from '../../core/ports/index.js';
import type { ConversationMeta, ConversationRecord } from '../../domain/record.js';
import { INTERACTIVE, previewOf } from '../preview.js';

export interface MemoryStoreOptions {
  /** Runs before records are stored: a promise makes appends asynchronous, and what it throws or rejects with refuses them. */
  readonly beforeAppend?:
    | ((records: readonly ConversationRecord[], location: string) => void | Promise<void>)
    | undefined;
}

interface Entry {
  readonly meta: ConversationMeta;
  readonly records: ConversationRecord[];
}

interface Shared {
  /** By location, those in the archive too. */
  readonly entries: Map<string, Entry>;
  readonly leases: Map<string, { readonly owner: MemoryStore; readonly token: FencingToken }>;
  /** The last token of each conversation. */
  readonly tokens: Map<string, FencingToken>;
}

const LIVE = 'memory:conversations/';
const ARCHIVE = 'memory:archive/';

/** Conversations in the memory of this process. They are gone with it. */
export class MemoryStore implements ConversationStore {
  readonly #options: MemoryStoreOptions;
  #shared: Shared = { entries: new Map(), leases: new Map(), tokens: new Map() };

  constructor(options: MemoryStoreOptions = {}) {
    this.#options = options;
  }

  /** Another owner of the same conversations, as another process is for files. */
  another(options: MemoryStoreOptions = this.#options): MemoryStore {
    const other = new MemoryStore(options);
    other.#shared = this.#shared;
    return other;
  }

  create(meta: ConversationMeta, copied?: CopiedRecords): Rollout {
    const location = LIVE + meta.id;
    const { entries } = this.#shared;
    if (entries.has(location)) throw ioError(location, 'it exists already');
    entries.set(location, { meta, records: copied ? copied.from.records.slice(0, copied.count) : [] });
    return this.#open(location);
  }

  async load(location: string): Promise<StoredConversation> {
    const entry = this.#shared.entries.get(location);
    if (!entry)
      throw new AppError('rollout_unreadable', 'no such conversation', { path: location, reason: 'not found' });
    const { meta, records } = entry;
    return { location, revision: records.length, meta, records: [...records], findings: [], trusted: true };
  }

  reopen({ location, revision }: StoredConversation): Rollout {
    return this.#open(location, revision);
  }

  async find(id: string): Promise<string | undefined> {
    const location = LIVE + id;
    return this.#shared.entries.has(location) ? location : undefined;
  }

  async list(limit: number, cursor: string | undefined): Promise<ConversationPage> {
    const all = [...this.#shared.entries]
      .filter(([location]) => location.startsWith(LIVE))
      .map(([location, entry]) => ({ key: `${entry.meta.timestamp}|${entry.meta.id}`, location, entry }))
      .filter(({ key }) => cursor === undefined || key < cursor)
      .sort((a, b) => (a.key < b.key ? 1 : -1))
      .flatMap(({ key, location, entry }) => {
        const summary = summaryOf(location, entry);
        return summary ? [{ key, summary }] : [];
      });
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

  #open(location: string, revision?: number): Rollout {
    const entry = this.#shared.entries.get(location);
    if (!entry) throw ioError(location, 'not found');
    const { beforeAppend } = this.#options;
    const check = (token: FencingToken): void => {
      if (this.#shared.leases.get(entry.meta.id)?.token !== token) throw ioError(location, 'fenced');
    };
    return new MemoryRollout({ location, entry, beforeAppend, check }, revision ?? entry.records.length);
  }
}

interface MemoryRolloutOptions extends MemoryStoreOptions {
  readonly location: string;
  readonly entry: Entry;
  /** Throws when the token is not that of the present owner. */
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
    const { entry, check, location } = this.#options;
    if (!this.#open) throw ioError(location, 'closed');
    check(token);
    entry.records.push(...records);
    this.#revision = entry.records.length;
  }
}

function summaryOf(location: string, { meta, records }: Entry): ConversationSummary | undefined {
  if (!INTERACTIVE.includes(meta.source)) return undefined;
  let spoken = false;
  let preview: string | undefined;
  for (const record of records) {
    if (record.type === 'event' && record.event.type === 'item-completed')
      spoken ||= record.event.item.type === 'user-message';
    if (record.type === 'history' && record.item.type === 'message' && record.item.role === 'user')
      preview ??= previewOf(record.item.content);
    if (spoken && preview !== undefined) break;
  }
  return spoken ? { conversationId: meta.id, location, preview: preview ?? '', timestamp: meta.timestamp } : undefined;
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

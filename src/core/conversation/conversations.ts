import { AppError } from '../../../protocol/errors.js';
import type { ResponseItem } from '../../../protocol/rollout/items.js';
import { readPast } from '../history/replay.js';
import type { ConversationPage, Ports, SettingsOverrides, StoredLog } from '../ports/index.js';
import type { Conversation } from './conversation.js';
import { canonicalId } from './conversation-id.js';
import { resumedSettings } from './resumed-settings.js';
import { beginFrom, beginNew, forkOf, goOn, type Revived } from './start.js';

/** Where a recorded conversation is: a file, or the one with this id. The path counts when both are given. */
export interface RecordedAt {
  readonly path?: string | null | undefined;
  readonly conversationId?: string | null | undefined;
}

/** A running turn writes now and then, not all the time; more than this is somebody else, who knows of no lease. */
const MAX_READS = 10;

/** The conversations that this process has loaded, and the way to those that it has not. */
export class Conversations {
  readonly #ports: Ports;
  readonly #loaded = new Map<string, Conversation>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Begins a conversation; its log is on disk when this resolves. */
  async create(overrides: SettingsOverrides): Promise<Conversation> {
    return this.#add(await beginNew(this.#ports, overrides));
  }

  /** Begins a conversation from items that a client hands over. */
  async createFrom(items: readonly ResponseItem[], overrides: SettingsOverrides): Promise<Revived> {
    const revived = await beginFrom(this.#ports, overrides, items);
    this.#add(revived.conversation);
    return revived;
  }

  /** Throws `conversation_not_found` for an id that is not loaded. */
  get(id: string): Conversation {
    const canonical = canonicalId(id);
    const conversation = this.#loaded.get(canonical);
    if (conversation) return conversation;
    throw new AppError('conversation_not_found', `conversation not found: ${canonical}`, { id: canonical });
  }

  list(limit: number, cursor: string | undefined): Promise<ConversationPage> {
    return this.#ports.store.list(limit, cursor);
  }

  /** Loads a recorded conversation, to go on where it ended; one that is loaded already is joined and keeps its listeners. */
  async resume(at: RecordedAt, overrides: SettingsOverrides): Promise<Revived> {
    const known = this.#loadedAt(at);
    if (known) return this.#join(known, overrides);
    this.#ports.settings.derive(overrides); // what cannot be is told before anything is read
    for (;;) {
      const stored = await this.#read(at, 'error resuming conversation');
      const loaded = this.#loaded.get(stored.meta.id);
      if (loaded) return this.#join(loaded, overrides);
      const revived = goOn(this.#ports, stored, overrides);
      if (!revived) continue;
      this.#add(revived.conversation);
      return revived;
    }
  }

  /** Copies a conversation, or what lies before its n-th user message, to a new one; throws `fork_out_of_range`. */
  async fork(at: RecordedAt, nthUserMessage: number | undefined, overrides: SettingsOverrides): Promise<Revived> {
    this.#ports.settings.derive(overrides);
    const stored = await this.#read(at, 'error forking conversation');
    const revived = await forkOf(this.#ports, stored, nthUserMessage, overrides);
    this.#add(revived.conversation);
    return revived;
  }

  /** Moves a conversation's log to the archive. A loaded one is ended first, and its listeners hear of that. */
  async archive(id: string, path: string): Promise<void> {
    const { store } = this.#ports;
    const canonical = canonicalId(id);
    const real = store.checkArchivable(canonical, path);
    const loaded = this.#loaded.get(canonical);
    const lease = store.lease(canonical);
    lease.take(); // nobody archives what another process is writing
    this.#loaded.delete(canonical);
    await loaded?.shutDown();
    try {
      store.archive(real);
    } finally {
      lease.release();
    }
  }

  /** Unloads a conversation, so that another process may have it; its log stays as it is. */
  async removeConversation(id: string): Promise<void> {
    const conversation = this.get(id);
    this.#loaded.delete(conversation.id);
    await conversation.shutDown();
  }

  async closeAll(): Promise<void> {
    const all = [...this.#loaded.values()];
    this.#loaded.clear();
    await Promise.all(all.map((conversation) => conversation.close()));
  }

  #add(conversation: Conversation): Conversation {
    this.#loaded.set(conversation.id, conversation);
    return conversation;
  }

  #loadedAt({ path, conversationId }: RecordedAt): Conversation | undefined {
    if (path == null) return this.#loaded.get(canonicalId(conversationId as string));
    return [...this.#loaded.values()].find((conversation) => conversation.path === path);
  }

  async #join(loaded: Conversation, overrides: SettingsOverrides): Promise<Revived> {
    await loaded.claim();
    const read = () => this.#read({ path: loaded.path }, 'error resuming conversation');
    let stored = await read();
    // A running turn may have written since: what is told here and what is told next must meet without a gap.
    for (let tries = 0; stored.size !== loaded.size && tries < MAX_READS; tries++) stored = await read();
    const past = readPast(stored.entries);
    if (!loaded.busy) {
      loaded.change(resumedSettings(this.#ports.settings, overrides, past.context, loaded.settings.cwd));
    }
    loaded.forgetRecorded();
    return { conversation: loaded, events: past.events, findings: stored.findings };
  }

  /** Reads the log; its errors get the prefix that clients know. */
  async #read({ path, conversationId }: RecordedAt, prefix: string): Promise<StoredLog> {
    const file = path ?? (await this.#find(conversationId as string));
    try {
      return await this.#ports.store.load(file);
    } catch (e) {
      throw e instanceof AppError ? new AppError(e.code, `${prefix}: ${e.message}`, e.data, { cause: e }) : e;
    }
  }

  async #find(id: string): Promise<string> {
    const canonical = canonicalId(id);
    const path = this.#loaded.get(canonical)?.path ?? (await this.#ports.store.find(canonical));
    if (path !== undefined) return path;
    throw new AppError('rollout_not_found', `no rollout found for conversation ${canonical}`, { id: canonical });
  }
}

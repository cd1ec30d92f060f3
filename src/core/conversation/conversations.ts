import { AppError } from '../../../protocol/errors.js';
import type { ConversationEvent } from '../../domain/events.js';
import type { HistoryItem } from '../../domain/history-item.js';
import type { ConversationMeta } from '../../domain/record.js';
import { replay } from '../history/replay.js';
import { PartedHistory } from '../history/turn-history.js';
import type { ConversationPage, ListOptions, Ports, SettingsOverrides } from '../ports/index.js';
import type { Conversation } from './conversation.js';
import { resumedSettings } from './resumed-settings.js';
import type { ForkPoint, Opened, Starter } from './start.js';
import {
  canonicalId,
  notFound,
  refuseAfterEnd,
  type Shown,
  type StoredAt,
  StoredConversations,
  type ToResume,
} from './stored-conversations.js';
import { Unloader } from './unloader.js';

export interface ReadConversation {
  readonly meta: ConversationMeta;
  readonly location: string;
  readonly history: PartedHistory;
  /** Undefined when it is not loaded. */
  readonly conversation: Conversation | undefined;
}

/** A client that begins or loads a conversation. */
export interface Joining {
  /** The subscriber for which a place is reserved, so that it gets every event from now on. */
  readonly subscriber: object;
  /** True: the client gets `turns` with the running one so far. Otherwise it gets the part of the running turn that its history lacks as events. */
  readonly showsTurns?: boolean | undefined;
  /** Called in the same synchronous step, so that there is no gap between the history that the client gets and the events after it. */
  opened(opened: Opened): void;
}

export interface ConversationsOptions extends Pick<Ports, 'store' | 'settings'> {
  /** Loads what only conversations need, the first time. */
  readonly starter: () => Promise<Starter>;
  /** Called when a conversation that others can find is loaded. `isNew`: it begins now. */
  readonly whenLoaded?: ((conversationId: string, isNew: boolean) => void) | undefined;
}

/** Called for every event of every loaded conversation, before its subscribers get it. */
export type Watcher = (conversation: Conversation, event: ConversationEvent) => void;

/**
 * The rollout is read again at most this many times when it changes meanwhile. A running turn writes less often; a program that writes more often does not
 * respect leases.
 */
const MAX_READS = 10;

/** When the server ends, turns have this many milliseconds to restore patched files before their end is recorded. */
const UNDO_AT_END_MS = 150;

/** The loaded conversations of this process, and access to stored ones. */
export class Conversations {
  readonly #options: ConversationsOptions;
  readonly #loaded = new Map<string, Conversation>();
  /** The running load, join or archive of each conversation; the next one waits for it. */
  readonly #underWay = new Map<string, Promise<unknown>>();
  readonly #end = new AbortController();
  readonly #watchers: Watcher[] = [];
  readonly #unloader = new Unloader((conversation) => this.#unload(conversation));
  /** Those in the store, loaded or not. */
  readonly stored: StoredConversations;
  #keepsRecent = false;

  constructor(options: ConversationsOptions) {
    this.#options = options;
    this.stored = new StoredConversations(options.store, (id) => this.#loaded.get(id), this.#end.signal);
  }

  /** Starts a conversation; its rollout is stored when this resolves. Rejects with `AppError`, for example `config_invalid` or `io_error`. */
  async create(overrides: SettingsOverrides, joining?: Joining): Promise<Conversation> {
    return (await this.createFrom([], overrides, joining)).conversation;
  }

  /** Starts a conversation with history items from a client. */
  async createFrom(items: readonly HistoryItem[], overrides: SettingsOverrides, joining?: Joining): Promise<Opened> {
    refuseAfterEnd(this.#end.signal);
    const settings = this.#options.settings.derive(overrides);
    const { startNew } = await this.#options.starter();
    return this.#add(await startNew(settings, items, overrides), joining, true);
  }

  /** Throws `conversation_not_found` for an id that is not loaded. */
  get(id: string): Conversation {
    const canonical = canonicalId(id);
    const conversation = this.#loaded.get(canonical);
    if (conversation) return conversation;
    throw new AppError('conversation_not_found', `conversation not found: ${canonical}`, { id: canonical });
  }

  /** The same as `get`, but undefined for an id that is not loaded. */
  loadedById(id: string): Conversation | undefined {
    return this.#loaded.get(id);
  }

  watch(watcher: Watcher): void {
    this.#watchers.push(watcher);
  }

  /** A client may come back and want what it has missed: every conversation keeps its last events from now on. */
  keepRecent(): void {
    if (this.#keepsRecent) return;
    this.#keepsRecent = true;
    for (const conversation of this.#loaded.values()) conversation.keepRecent();
  }

  get loaded(): readonly Conversation[] {
    return [...this.#loaded.values()];
  }

  list(limit: number, cursor: string | undefined, options?: ListOptions): Promise<ConversationPage> {
    return this.stored.list(limit, cursor, options);
  }

  /** Loads a stored conversation so that it can continue. If it is already loaded, the client joins it, and its subscribers stay. */
  async resume(
    at: StoredAt,
    overrides: SettingsOverrides,
    joining?: Joining,
    shown: Shown = 'everything',
  ): Promise<Opened> {
    const known = this.#loadedAt(at);
    if (known && !known.ephemeral)
      return this.#exclusively(known.id, () => this.#join(known, overrides, joining, shown));
    this.#options.settings.derive(overrides); // errors of the settings are thrown before the rollout is read
    const stored = await this.stored.readToResume(at, shown);
    return this.#exclusively(stored.meta.id, () => this.#load(stored, overrides, joining, shown));
  }

  /** Copies a conversation, or its beginning, to a new one. Rejects with `AppError` `fork_out_of_range` or `turn_not_found`. */
  async fork(at: StoredAt, until: ForkPoint, overrides: SettingsOverrides, joining?: Joining): Promise<Opened> {
    this.#options.settings.derive(overrides);
    const stored = await this.stored.read(at, 'error forking conversation', { toCopy: true });
    const { startFork } = await this.#options.starter();
    refuseAfterEnd(this.#end.signal);
    return this.#add(await startFork(stored, until, overrides), joining, true);
  }

  /**
   * The present state of a stored conversation, archived or not; it is not loaded. Its history is read as far as `use` asks for it, and again if another
   * program changes it meanwhile.
   */
  async read<T>(id: string, use: (read: ReadConversation) => T | Promise<T>): Promise<T> {
    return this.stored.readParts(await this.stored.findAnywhere(id), ({ meta, location, parts }) => {
      const history = new PartedHistory({ parts });
      return use({ meta, location, history, conversation: this.#loaded.get(meta.id) });
    });
  }

  /** The same as `archive`; the store finds the rollout. */
  async archiveById(id: string): Promise<void> {
    await this.archive(id, await this.stored.find(id));
  }

  /** The files whose instructions a conversation would begin with now. */
  async instructionSources({ settings }: Conversation): Promise<readonly string[]> {
    return (await this.#options.starter()).instructionSources(settings);
  }

  /** Moves a conversation out of the archive. False when the archive does not have it. */
  async unarchive(id: string): Promise<boolean> {
    const canonical = canonicalId(id);
    return this.#exclusively(canonical, async () => (await this.#options.store.unarchive(canonical)) !== undefined);
  }

  /** Deletes a conversation. A loaded one is ended first, and its subscribers get that event. Rejects with `rollout_not_found`. */
  async remove(id: string): Promise<void> {
    const canonical = canonicalId(id);
    await this.stored.findAnywhere(canonical);
    await this.#exclusively(canonical, () =>
      this.#ended(canonical, async () => {
        if (!(await this.#options.store.remove(canonical))) throw notFound(canonical);
      }),
    );
  }

  /** Moves a conversation's rollout to the archive. A loaded one is ended first, and its subscribers get that event. */
  async archive(id: string, location: string): Promise<void> {
    const canonical = canonicalId(id);
    const { store } = this.#options;
    await this.#exclusively(canonical, async () => {
      const found = store.archivable(canonical, location);
      await this.#ended(canonical, async () => found.archive());
    });
  }

  /** Runs an action on a rollout that no process writes. Throws while another process writes it; a conversation loaded here is ended first. */
  async #ended(id: string, work: () => Promise<void>): Promise<void> {
    const lease = this.#options.store.lease(id);
    lease.take();
    const loaded = this.#loaded.get(id);
    this.#loaded.delete(id);
    await loaded?.shutDown();
    lease.take();
    try {
      await work();
    } finally {
      lease.release();
    }
  }

  /** Unloads a conversation, so that another process may load it; its rollout does not change. */
  async removeConversation(id: string): Promise<void> {
    const conversation = this.get(id);
    this.#loaded.delete(conversation.id);
    await this.#exclusively(conversation.id, () => conversation.shutDown());
  }

  /** The rollout stays as it is; the next client that wants the conversation loads it again. */
  async #unload(conversation: Conversation): Promise<void> {
    await this.#exclusively(conversation.id, async () => {
      if (conversation.subscribers.anyone || conversation.hasWork || conversation.closed) return;
      this.#loaded.delete(conversation.id);
      await conversation.shutDown(true);
    });
  }

  /** No conversation is started or loaded from now on; one that is being loaded is closed as soon as it is ready. */
  async closeAll(): Promise<void> {
    this.#end.abort();
    this.#unloader.close();
    const all = this.loaded;
    this.#loaded.clear();
    await Promise.all(all.map((conversation) => conversation.close(UNDO_AT_END_MS)));
  }

  async #add(opened: Opened, joining: Joining | undefined, isNew: boolean): Promise<Opened> {
    const { conversation } = opened;
    if (this.#end.signal.aborted) await conversation.close();
    refuseAfterEnd(this.#end.signal);
    this.#loaded.set(conversation.id, conversation);
    if (!conversation.ephemeral) this.#options.whenLoaded?.(conversation.id, isNew);
    if (this.#keepsRecent) conversation.keepRecent();
    conversation.onIdle(() => this.#unloader.idle(conversation));
    for (const watcher of this.#watchers) conversation.subscribers.watch((event) => watcher(conversation, event));
    if (joining) conversation.subscribers.reserveFromStart(joining.subscriber);
    joining?.opened(opened);
    return opened;
  }

  #loadedAt({ location, conversationId }: StoredAt): Conversation | undefined {
    if (location == null) return this.#loaded.get(canonicalId(conversationId as string));
    return this.loaded.find((conversation) => conversation.location === location);
  }

  async #load(
    first: ToResume,
    overrides: SettingsOverrides,
    joining: Joining | undefined,
    shown: Shown,
  ): Promise<Opened> {
    const { startFrom } = await this.#options.starter();
    for (let stored = first; ; stored = await this.stored.readToResume(first, shown)) {
      refuseAfterEnd(this.#end.signal);
      const loaded = this.#loaded.get(stored.meta.id);
      if (loaded) return this.#join(loaded, overrides, joining, shown);
      const opened = await startFrom(stored, overrides);
      if (opened) return this.#add(opened, joining, false);
    }
  }

  async #join(
    loaded: Conversation,
    overrides: SettingsOverrides,
    joining: Joining | undefined,
    shown: Shown,
  ): Promise<Opened> {
    await loaded.claim();
    const read = () => this.stored.readToResume({ location: loaded.location }, shown);
    let stored = await read();
    // A running turn may have written since then. There must be no gap between the records read here and the next events.
    for (let tries = 0; stored.revision !== loaded.revision && tries < MAX_READS; tries++) stored = await read();
    const { events, turns, placed, firstObjective } = replay(stored.records, loaded.running);
    const before = inWords(loaded);
    if (!loaded.busy) {
      const { cwd, permissionProfile, workspaceRoots, dynamicTools, commandTool, goals } = loaded.settings;
      const inForce = {
        recorded: loaded.settings,
        cwd,
        policies: 'in-force',
        permissionProfile,
        workspaceRoots,
      } as const;
      const resumed = resumedSettings(this.#options.settings, overrides, inForce).settings;
      // A client of v1 that joins must not remove the tools of v2.
      loaded.change({
        ...resumed,
        dynamicTools,
        ...(commandTool === 'exec' ? { commandTool, goals } : {}),
      });
    }
    const resettled = !loaded.subscribers.attended && inWords(loaded) !== before;
    const history = stored.parts && new PartedHistory({ parts: stored.parts }, loaded.running);
    const opened: Opened = {
      conversation: loaded,
      events,
      turns,
      placed,
      firstObjective,
      history,
      findings: stored.findings,
      resettled,
    };
    if (joining) loaded.subscribers.reserve(joining.subscriber, joining.showsTurns ?? false);
    joining?.opened(opened);
    return opened;
  }

  /** Runs `loaded` or `not`. Nothing else loads or removes the conversation until that has ended. */
  loadedOrNot<T>(id: string, loaded: (conversation: Conversation) => Promise<T>, not: () => Promise<T>): Promise<T> {
    return this.#exclusively(id, () => {
      const conversation = this.#loaded.get(id);
      return conversation ? loaded(conversation) : not();
    });
  }

  /** Runs the work on one conversation one after another. */
  async #exclusively<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = this.#underWay.get(id);
    const done = (before ?? Promise.resolve()).then(work, work);
    this.#underWay.set(id, done);
    try {
      return await done;
    } finally {
      if (this.#underWay.get(id) === done) this.#underWay.delete(id);
    }
  }
}

const inWords = ({ settings: { requested, ...settings } }: Conversation): string => JSON.stringify(settings);

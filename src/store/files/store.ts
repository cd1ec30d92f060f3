import { basename, join } from 'node:path';
import { ConversationId } from '../../../protocol/rollout/ids.js';
import type {
  ConversationPage,
  ConversationParts,
  ConversationStore,
  CopiedRecords,
  Digester,
  Lease,
  LeaseOwner,
  ListOptions,
  LoadOptions,
  Ownership,
  Rollout,
  StoredChange,
  StoredConversation,
  StoredWatch,
  WatchPath,
} from '../../core/ports/index.js';
import type { ConversationMeta } from '../../domain/record.js';
import { lateModule } from '../../os/late-import.js';
import { realPathSync } from '../../os/real-path.js';
import { checkCursor } from '../page-cursor.js';
import { archiveConversation, checkArchivable } from './archive.js';
import { archivedFiles, unarchive } from './archived.js';
import { findRollout } from './find.js';
import { Folders } from './folders.js';
import { attempt, ioError } from './io-error.js';
import { Leases } from './lease.js';
import { RolloutList } from './list.js';
import { Names } from './names.js';
import { parseRolloutName } from './rollout-name.js';
import type { Rollouts } from './rollouts.js';
import { StoredChanges } from './stored-changes.js';

const loadRollouts = lateModule(() => import('./rollouts.js'));

/** Smaller rollouts are read as a whole within milliseconds, and have no index. */
const PARTS_FROM = 8 * 1024 * 1024;

/** The rollouts in one home. A file is opened only when it is needed. */
export class FileStore implements ConversationStore {
  readonly #home: string;
  readonly #sessions: string;
  readonly #now: () => number;
  readonly #list: RolloutList;
  readonly #folders = new Folders();
  readonly #names: Names;
  readonly #leases: Leases;
  readonly #partsFrom: number;
  #known: Rollouts | undefined;

  /** Rollouts with at least `partsFrom` bytes are read in parts. */
  constructor(home: string, now: () => number, partsFrom = PARTS_FROM) {
    this.#home = home;
    this.#sessions = join(home, 'sessions');
    this.#now = now;
    this.#names = new Names(home, now);
    this.#list = new RolloutList(this.#sessions, this.#names, this.#folders);
    this.#leases = new Leases(home);
    this.#partsFrom = partsFrom;
  }

  async create(meta: ConversationMeta, copied?: CopiedRecords): Promise<Rollout> {
    return (await this.#rollouts()).create(meta, copied);
  }

  async load(location: string, options?: LoadOptions): Promise<StoredConversation> {
    return (await this.#rollouts()).load(location, options);
  }

  async loadParts<D>(location: string, digester: Digester<D>, signal?: AbortSignal): Promise<ConversationParts<D>> {
    return (await this.#rollouts()).loadParts(location, digester, signal);
  }

  async reopen(stored: Omit<StoredConversation, 'records'>): Promise<Rollout> {
    return (await this.#rollouts()).reopen(stored);
  }

  async find(id: string, archived = false): Promise<string | undefined> {
    if (!archived) return findRollout(this.#sessions, id, this.#folders);
    return (await archivedFiles(this.#home, id, this.#folders)).at(-1);
  }

  nameOf(id: string): string | null {
    return this.#names.of(id);
  }

  setName(id: string, name: string | null): void {
    attempt('the name cannot be recorded', this.#home, () => this.#names.set(id, name));
  }

  unarchive(id: string): Promise<string | undefined> {
    return unarchive(this.#home, id);
  }

  async remove(id: string): Promise<boolean> {
    if (!(await (await this.#rollouts()).remove(id, this.#folders))) return false;
    if (this.#names.of(id) !== null) this.setName(id, null);
    return true;
  }

  async list(limit: number, cursor: string | undefined, options: ListOptions = {}): Promise<ConversationPage> {
    checkCursor(cursor, options);
    try {
      return await this.#list.page(limit, cursor, options);
    } catch (e) {
      throw ioError('failed to list conversations', this.#sessions, e);
    }
  }

  watchStored(watch: WatchPath, changed: (change: StoredChange) => void): StoredWatch {
    const summaryOf = (path: string) => this.#list.summaryOf(path);
    const [home, folders] = [this.#home, this.#folders];
    return new StoredChanges({ home, folders, watch, changed, summaryOf, names: () => this.#names.all() });
  }

  archivable(id: string, location: string) {
    const real = checkArchivable(this.#sessions, id, location);
    return { archive: () => archiveConversation(this.#home, id, real, this.#folders) };
  }

  lease(id: string): Lease {
    const leases = this.#leases;
    return {
      get token() {
        return leases.tokenOf(id);
      },
      take: () => leases.take(id),
      release: () => leases.release(id),
    };
  }

  get self(): LeaseOwner {
    return this.#leases.self;
  }

  ownerOf(name: string): Ownership | undefined {
    const conversationId = idIn(name);
    return conversationId === undefined ? undefined : { conversationId, owner: this.#leases.ownerOf(conversationId) };
  }

  close(): void {
    this.#leases.releaseAll();
  }

  /** Loaded when the first rollout is read or written. */
  async #rollouts(): Promise<Rollouts> {
    const { Rollouts } = await loadRollouts();
    this.#known ??= new Rollouts({
      home: this.#home,
      now: this.#now,
      partsFrom: this.#partsFrom,
      check: (id, token) => this.#leases.check(id, token),
    });
    return this.#known;
  }
}

/** An id in any spelling, or the path of a rollout. */
function idIn(name: string): string | undefined {
  const id = ConversationId().safeParse(name);
  if (id.success) return id.data;
  if (!name.endsWith('.jsonl')) return undefined;
  return (parseRolloutName(basename(name)) ?? parseRolloutName(basename(realPathSync(name).path)))?.id;
}

import { basename, join } from 'node:path';
import { AppError } from '../../../protocol/errors.js';
import { ConversationId } from '../../../protocol/rollout/ids.js';
import type {
  ConversationPage,
  ConversationParts,
  ConversationStore,
  CopiedRecords,
  Digester,
  FencingToken,
  Lease,
  LeaseOwner,
  ListOptions,
  LoadOptions,
  Ownership,
  Repair,
  Rollout,
  StoredChange,
  StoredConversation,
  StoredWatch,
  WatchPath,
} from '../../core/ports/index.js';
import type { ConversationMeta, ConversationRecord } from '../../domain/record.js';
import { isWithin, realPath, realPathSync } from '../../os/real-path.js';
import { asOnePart } from '../one-part.js';
import { checkCursor } from '../page-cursor.js';
import { archiveConversation, checkArchivable } from './archive.js';
import { archivedFiles, removeFiles, unarchive } from './archived.js';
import { encodeMeta, encodeRecords } from './codec.js';
import { copiedLine } from './copied-lines.js';
import { findRollout } from './find.js';
import { Folders } from './folders.js';
import { isBaseOfOthers, rolloutsOf, withBase } from './history-base.js';
import { Leases } from './lease.js';
import { RolloutList } from './list.js';
import { encodeInPieces } from './long-lines.js';
import { Names } from './names.js';
import { PartReader } from './part-reader.js';
import { RolloutLog } from './rollout-log.js';
import { parseRolloutName } from './rollout-name.js';
import { rolloutPath } from './rollout-path.js';
import { type ReadRollout, readRollout } from './rollout-reader.js';
import { StoredChanges } from './stored-changes.js';

type Stored = StoredConversation & ReadRollout;

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
  readonly #parts: PartReader;

  /** Rollouts with at least `partsFrom` bytes are read in parts. */
  constructor(home: string, now: () => number, partsFrom = PARTS_FROM) {
    this.#home = home;
    this.#sessions = join(home, 'sessions');
    this.#now = now;
    this.#names = new Names(home, now);
    this.#list = new RolloutList(this.#sessions, this.#names, this.#folders);
    this.#leases = new Leases(home);
    this.#parts = new PartReader(home, partsFrom);
  }

  create(meta: ConversationMeta, copied?: CopiedRecords): Rollout {
    const path = rolloutPath(this.#home, meta.id, new Date(meta.timestamp));
    return attempt('error creating conversation', path, () => {
      const source = copied && (copied.from as Stored);
      // A copy has the form of its source; a new file has the form that both 0.44 and 0.171 read in full.
      const numbered = source === undefined || source.nextOrdinal !== undefined;
      const metaLine = encodeMeta(this.#timestamp(), meta, numbered);
      const lines = source ? linesOf(source, copied?.count) : [];
      const log = RolloutLog.create(path, numbered ? 0 : undefined);
      try {
        const text = metaLine + lines.flatMap((line) => (line === '' ? [] : [`${line}\n`])).join('');
        log.write((ordinals) => ordinals.number(text));
      } catch (e) {
        log.discard();
        throw e;
      }
      return this.#rollout(log, meta.id, metaLine);
    });
  }

  async load(location: string, { signal, toCopy = false, makeItems = true }: LoadOptions = {}): Promise<Stored> {
    const options = { keepLines: toCopy, makeItems };
    const read = await readRollout(location, { signal, ...options });
    const whole = await withBase(this.#home, location, read, options);
    return { location, revision: read.size, trusted: await this.#isOwn(location), ...whole };
  }

  async loadParts<D>(location: string, digester: Digester<D>, signal?: AbortSignal): Promise<ConversationParts<D>> {
    const read = await this.#parts.load(location, digester, signal);
    if (!read) return asOnePart(await this.load(location, { signal }), digester);
    return { location, revision: read.size, trusted: await this.#isOwn(location), ...read };
  }

  reopen(stored: Omit<StoredConversation, 'records'>): Rollout {
    const { location, meta, size, endsWithNewline, nextOrdinal, metaLine } = stored as unknown as ReadRollout & {
      readonly location: string;
    };
    return attempt('the rollout cannot be opened for writing', location, () => {
      const log = RolloutLog.reopen(location, { size, newline: endsWithNewline, nextOrdinal });
      return this.#rollout(log, meta.id, `${metaLine}\n`);
    });
  }

  /** Archived files do not count: the archive is not written to. */
  async #isOwn(location: string): Promise<boolean> {
    const [file, folder] = await Promise.all([realPath(location), realPath(this.#sessions)]);
    return isWithin(file.path, folder.path);
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
    const paths = await rolloutsOf(this.#home, id, this.#folders);
    if (paths.length === 0) return false;
    if (await isBaseOfOthers(this.#home, id, this.#folders)) {
      throw new AppError('history_in_use', `cannot delete thread ${id}: forked history still references it`, { id });
    }
    removeFiles(paths);
    for (const path of paths) this.#parts.forget(path);
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

  #rollout(log: RolloutLog, id: string, metaLine: string): FileRollout {
    return new FileRollout(log, {
      id,
      timestamp: () => this.#timestamp(),
      metaLine,
      check: (token) => this.#leases.check(id, token),
    });
  }

  #timestamp(): string {
    return new Date(this.#now()).toISOString();
  }
}

/** An id in any spelling, or the path of a rollout. */
function idIn(name: string): string | undefined {
  const id = ConversationId().safeParse(name);
  if (id.success) return id.data;
  if (!name.endsWith('.jsonl')) return undefined;
  return (parseRolloutName(basename(name)) ?? parseRolloutName(basename(realPathSync(name).path)))?.id;
}

interface FileRolloutOptions {
  readonly id: string;
  /** Now, ISO 8601 in UTC. */
  readonly timestamp: () => string;
  readonly metaLine: string;
  /** Throws when the token does not belong to the present owner. */
  readonly check: (token: FencingToken) => void;
}

/** A rollout in a file. Its revision is its size. */
class FileRollout implements Rollout {
  readonly #log: RolloutLog;
  readonly #options: FileRolloutOptions;

  constructor(log: RolloutLog, options: FileRolloutOptions) {
    this.#log = log;
    this.#options = options;
  }

  get location(): string {
    return this.#log.path;
  }

  get revision(): number {
    return this.#log.size;
  }

  append(records: readonly ConversationRecord[], token: FencingToken): void {
    const { id, timestamp } = this.#options;
    attempt('the conversation cannot be recorded', this.#log.path, () => {
      this.#options.check(token);
      this.#log.write((ordinals) => encodeInPieces(id, timestamp(), records, ordinals));
    });
  }

  changedElsewhere(): boolean {
    return this.#log.changedElsewhere();
  }

  ensure(): void {
    attempt('the rollout cannot be written again', this.#log.path, () => this.#log.ensure());
  }

  onRepaired(report: (repair: Repair) => void): void {
    this.#log.onRepaired(report);
  }

  rebuildFrom(records: () => readonly ConversationRecord[]): void {
    const { id, timestamp, metaLine } = this.#options;
    this.#log.rebuildFrom(
      (ordinals) => ordinals.number(metaLine) + encodeRecords(id, timestamp(), records(), ordinals),
    );
  }

  sync(): void {
    this.#log.sync();
  }

  close(): void | Promise<void> {
    return this.#log.close();
  }
}

/** Empty for a record that another line already holds. */
function linesOf({ lines, records, location }: Stored, count: number | undefined): string[] {
  if (!lines) throw new Error(`${location} was not read to be copied`);
  return lines.slice(0, count).map((line, n) => copiedLine(line, records[n]));
}

function attempt<T>(prefix: string, path: string, action: () => T): T {
  try {
    return action();
  } catch (e) {
    throw e instanceof AppError ? e : ioError(prefix, path, e);
  }
}

function ioError(prefix: string, path: string, e: unknown): AppError {
  const reason = (e as Error).message;
  return new AppError('io_error', `${prefix}: ${reason}`, { reason, path });
}

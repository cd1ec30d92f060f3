import { join } from 'node:path';
import { AppError } from '../../../protocol/errors.js';
import type {
  ConversationParts,
  CopiedRecords,
  Digester,
  FencingToken,
  LoadOptions,
  Repair,
  Rollout,
  StoredConversation,
} from '../../core/ports/index.js';
import type { ConversationMeta, ConversationRecord } from '../../domain/record.js';
import { isWithin, realPath } from '../../os/real-path.js';
import { asOnePart } from '../one-part.js';
import { removeFiles } from './archived.js';
import { encodeMeta, encodeRecords } from './codec.js';
import { copiedLine } from './copied-lines.js';
import type { Folders } from './folders.js';
import { isBaseOfOthers, rolloutsOf, withBase } from './history-base.js';
import { attempt } from './io-error.js';
import { encodeInPieces } from './long-lines.js';
import { PartReader } from './part-reader.js';
import { RolloutLog } from './rollout-log.js';
import { rolloutPath } from './rollout-path.js';
import { type ReadRollout, readRollout } from './rollout-reader.js';

type Stored = StoredConversation & ReadRollout;

export interface RolloutsOptions {
  readonly home: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Rollouts with at least so many bytes are read in parts. */
  readonly partsFrom: number;
  /** Throws when the token does not belong to the present owner of the conversation. */
  readonly check: (id: string, token: FencingToken) => void;
}

/** Reads and writes rollouts. It is a part of the store that lists do not need. */
export class Rollouts {
  readonly #options: RolloutsOptions;
  readonly #parts: PartReader;

  constructor(options: RolloutsOptions) {
    this.#options = options;
    this.#parts = new PartReader(options.home, options.partsFrom);
  }

  create(meta: ConversationMeta, copied?: CopiedRecords): Rollout {
    const path = rolloutPath(this.#options.home, meta.id, new Date(meta.timestamp));
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
    const whole = await withBase(this.#options.home, location, read, options);
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
    const [file, folder] = await Promise.all([realPath(location), realPath(join(this.#options.home, 'sessions'))]);
    return isWithin(file.path, folder.path);
  }

  /** Deletes the files of a conversation; false when there are none. Rejects with `history_in_use`. */
  async remove(id: string, folders: Folders): Promise<boolean> {
    const { home } = this.#options;
    const paths = await rolloutsOf(home, id, folders);
    if (paths.length === 0) return false;
    if (await isBaseOfOthers(home, id, folders)) {
      throw new AppError('history_in_use', `cannot delete thread ${id}: forked history still references it`, { id });
    }
    removeFiles(paths);
    for (const path of paths) this.#parts.forget(path);
    return true;
  }

  #rollout(log: RolloutLog, id: string, metaLine: string): FileRollout {
    return new FileRollout(log, {
      id,
      timestamp: () => this.#timestamp(),
      metaLine,
      check: (token) => this.#options.check(id, token),
    });
  }

  #timestamp(): string {
    return new Date(this.#options.now()).toISOString();
  }
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

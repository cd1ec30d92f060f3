import { join } from 'node:path';
import { AppError } from '../../../protocol/errors.js';
import type { SessionMeta } from '../../../protocol/rollout/rollout.js';
import type { ConversationLog, ConversationPage, Lease, LogStore, StoredLog } from '../../core/ports/index.js';
import { archiveRollout, checkArchivable } from './archive.js';
import { findRollout } from './find.js';
import { Leases } from './lease.js';
import { RolloutList } from './list.js';
import { PromptHistory } from './prompt-history.js';
import { RolloutLog } from './rollout-log.js';
import { rolloutPath } from './rollout-path.js';
import { type ReadRollout, readRollout } from './rollout-reader.js';

type Stored = StoredLog & ReadRollout;

/** The rollouts below one home. Nothing is opened before it is needed. */
export class Store implements LogStore {
  readonly #home: string;
  readonly #promptHistory: PromptHistory;
  readonly #sessions: string;
  readonly #now: () => number;
  readonly #list: RolloutList;
  readonly #leases: Leases;

  constructor(home: string, now: () => number) {
    this.#home = home;
    this.#promptHistory = new PromptHistory(home);
    this.#sessions = join(home, 'sessions');
    this.#now = now;
    this.#list = new RolloutList(this.#sessions);
    this.#leases = new Leases(home);
  }

  create(meta: SessionMeta, lines: readonly string[] = []): ConversationLog {
    const path = rolloutPath(this.#home, meta.id, new Date(meta.timestamp));
    return attempt('error creating conversation', path, () => {
      const log = RolloutLog.create(path, this.#now);
      log.append([{ type: 'session_meta', payload: meta }]);
      if (lines.length > 0) log.write(`${lines.join('\n')}\n`);
      return log;
    });
  }

  async load(path: string): Promise<Stored> {
    return { path, ...(await readRollout(path)) };
  }

  reopen(stored: StoredLog): ConversationLog {
    const { path, size, endsWithNewline } = stored as Stored;
    return attempt('the rollout cannot be opened for writing', path, () =>
      RolloutLog.reopen(path, this.#now, { size, newline: endsWithNewline }),
    );
  }

  find(id: string): Promise<string | undefined> {
    return findRollout(this.#sessions, id);
  }

  async list(limit: number, cursor: string | undefined): Promise<ConversationPage> {
    try {
      return await this.#list.page(limit, cursor);
    } catch (e) {
      throw ioError('failed to list conversations', this.#sessions, e);
    }
  }

  checkArchivable(id: string, path: string): string {
    return checkArchivable(this.#sessions, id, path);
  }

  archive(realPath: string): void {
    archiveRollout(this.#home, realPath);
  }

  lease(id: string): Lease {
    const leases = this.#leases;
    return {
      get held() {
        return leases.holds(id);
      },
      take: () => leases.take(id),
      release: () => leases.release(id),
    };
  }

  promptHistory(): Promise<{ id: number; entries: number }> {
    return this.#promptHistory.count();
  }

  /** Gives back every lease. */
  close(): void {
    this.#leases.releaseAll();
  }
}

function attempt<T>(prefix: string, path: string, action: () => T): T {
  try {
    return action();
  } catch (e) {
    throw ioError(prefix, path, e);
  }
}

function ioError(prefix: string, path: string, e: unknown): AppError {
  const reason = (e as Error).message;
  return new AppError('io_error', `${prefix}: ${reason}`, { reason, path });
}

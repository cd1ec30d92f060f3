import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { AppError } from '../../protocol/errors.js';
import { isRunning, processStart } from '../process-start.js';

const Owner = z.object({
  pid: z.int(),
  /** Start time of the process in the words of its system; tells a process from a later one with its pid. */
  started: z.string().nullable(),
  host: z.string(),
  instance: z.string(),
});
type Owner = z.infer<typeof Owner>;

/** How often the lease of a living owner is touched, and how old one of another machine may be to count as alive. */
const RENEW_MS = 20_000;
const STALE_ELSEWHERE_MS = 90_000;

/** Owners in this process: several servers can live in one. */
const living = new Set<string>();

/** The leases that one server holds: one file for each conversation, made exclusively (`$CODEX_HOME/turnwire/leases`). */
export class Leases {
  readonly #folder: string;
  readonly #self: Owner = {
    pid: process.pid,
    started: processStart(process.pid),
    host: hostname(),
    instance: randomUUID(),
  };
  readonly #held = new Set<string>();
  #renewal: NodeJS.Timeout | undefined;

  constructor(home: string) {
    this.#folder = join(home, 'turnwire', 'leases');
    living.add(this.#self.instance);
  }

  holds(id: string): boolean {
    return this.#held.has(id);
  }

  /** Throws `conversation_busy` while another living owner has it; takes it over from a dead one at once. */
  take(id: string): void {
    if (this.#held.has(id)) return;
    const path = this.#path(id);
    for (let tries = 0; tries < 10; tries++) {
      if (this.#create(path)) {
        this.#held.add(id);
        this.#keepRenewing();
        return;
      }
      const owner = readOwner(path);
      if (owner && isAlive(owner, path)) throw busy(id, owner);
      this.#clearAway(path, owner);
    }
    throw new AppError('io_error', `the lease of conversation ${id} cannot be taken`, { reason: 'contended', path });
  }

  release(id: string): void {
    if (!this.#held.delete(id)) return;
    const path = this.#path(id);
    if (readOwner(path)?.instance === this.#self.instance) rmSync(path, { force: true });
    if (this.#held.size === 0) this.#stopRenewing();
  }

  releaseAll(): void {
    for (const id of [...this.#held]) this.release(id);
    living.delete(this.#self.instance);
  }

  #create(path: string): boolean {
    const draft = `${path}.${this.#self.instance}.new`;
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(draft, JSON.stringify(this.#self), { mode: 0o600 });
      // A link appears whole or not at all; a file made in place could be read, and cleared away, before it is written.
      linkSync(draft, path);
      return true;
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code === 'EEXIST') return false;
      const reason = (e as Error).message;
      throw new AppError('io_error', `the lease cannot be written: ${reason}`, { reason, path });
    } finally {
      rmSync(draft, { force: true });
    }
  }

  /** Moves a dead owner's file aside first: of two that do so one finds that it has moved a living one's, and puts that back. */
  #clearAway(path: string, dead: Owner | undefined): void {
    const aside = `${path}.${this.#self.instance}`;
    try {
      renameSync(path, aside);
    } catch {
      return; // somebody was faster
    }
    const moved = readOwner(aside);
    if (moved && moved.instance !== dead?.instance) renameSync(aside, path);
    else rmSync(aside, { force: true });
  }

  #keepRenewing(): void {
    this.#renewal ??= setInterval(() => {
      const now = new Date();
      for (const id of this.#held) {
        try {
          utimesSync(this.#path(id), now, now);
        } catch {
          // gone: the next write of the conversation does not depend on it
        }
      }
    }, RENEW_MS).unref();
  }

  #stopRenewing(): void {
    clearInterval(this.#renewal);
    this.#renewal = undefined;
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}

function busy(id: string, { pid, host }: Owner): AppError {
  return new AppError('conversation_busy', `conversation ${id} is in use by process ${pid} on ${host}`, {
    id,
    pid,
    host,
  });
}

function readOwner(path: string): Owner | undefined {
  try {
    return Owner.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined; // gone, or torn by a crash while it was written
  }
}

function isAlive(owner: Owner, path: string): boolean {
  if (owner.host !== hostname()) return Date.now() - modified(path) < STALE_ELSEWHERE_MS;
  if (owner.pid === process.pid) return living.has(owner.instance);
  return isRunning(owner.pid, owner.started);
}

function modified(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

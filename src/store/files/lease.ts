import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../protocol/errors.js';
import { readRegularFileSync } from '../../os/open-regular-file.js';
import {
  livingOwner,
  newOwner,
  type Owned,
  type Owner,
  releaseFile,
  releaseOwned,
  renewFile,
  retire,
  sleep,
  stillOwned,
  takeFile,
} from '../../os/owned-file.js';

/** How often a living owner touches its lease. The age of a lease shows whether an owner on another machine is alive. */
const RENEW_MS = 20_000;
const MAX_TOKEN_BYTES = 64;
/** The step of the clock from which tokens come. It is waited for in parts, because it may be nearly over. */
const TICK_MS = 1;
const MAX_WAITS = 10;

/** The leases that one server holds: one file for each conversation (`$CODEX_HOME/turnwire/leases`). */
export class Leases {
  readonly #folder: string;
  /** Holds the largest token that was released. */
  readonly #lastToken: string;
  #self: Owner | undefined;
  readonly #held = new Map<string, Owned>();
  /** Released leases whose files could not be read at that moment. */
  readonly #left = new Set<string>();
  #renewal: NodeJS.Timeout | undefined;

  constructor(home: string) {
    this.#folder = join(home, 'turnwire', 'leases');
    this.#lastToken = join(home, 'turnwire', 'last-token');
  }

  get self(): Owner {
    this.#self ??= newOwner();
    return this.#self;
  }

  /** The token of the lease if this server has it, without reading the disk. */
  tokenOf(id: string): number | undefined {
    return this.#held.get(id)?.token;
  }

  /** The living owner of the lease: this server, or another one. */
  ownerOf(id: string): Owner | 'here' | undefined {
    if (this.#held.has(id)) return 'here';
    const owner = livingOwner(this.#path(id));
    return owner && owner.instance === this.#self?.instance ? 'here' : owner;
  }

  /** Throws unless the token is that of the present owner: `conversation_busy` when another living owner is known, otherwise `io_error`. */
  check(id: string, token: number): void {
    const held = this.#held.get(id);
    if (held?.token !== token) throw fenced(id);
    const still = stillOwned(held);
    if (still === 'yes') return;
    this.take(id);
    // The file was only removed: there was no other owner.
    if (still === 'taken') throw fenced(id);
  }

  /**
   * Takes the lease, or checks that this server still has it: its file may have been removed or taken meanwhile. Returns its fencing
   * token. Throws `conversation_busy` while another living owner has it; the lease of a dead owner is taken at once.
   */
  take(id: string): number {
    const held = this.#held.get(id);
    if (held && stillOwned(held) === 'yes') return held.token;
    this.#held.delete(id);
    const taken = takeFile(this.#path(id), this.self, readToken(this.#lastToken));
    if ('owner' in taken) throw busy(id, taken.owner);
    this.#left.delete(id);
    this.#held.set(id, taken.owned);
    this.#renewal ??= setInterval(() => this.#renew(), RENEW_MS).unref();
    return taken.owned.token;
  }

  release(id: string): void {
    const held = this.#held.get(id);
    if (!held) return;
    this.#held.delete(id);
    keepToken(this.#lastToken, held.token, this.self);
    waitUntilAfter(held.token);
    if (!releaseOwned(held, this.self)) this.#left.add(id);
    this.#stopIfIdle();
  }

  releaseAll(): void {
    for (const id of [...this.#held.keys()]) this.release(id);
    this.#left.clear();
    this.#stopIfIdle();
    if (this.#self) retire(this.#self);
  }

  #renew(): void {
    for (const owned of this.#held.values()) renewFile(owned);
    for (const id of [...this.#left]) if (releaseFile(this.#path(id), this.self)) this.#left.delete(id);
    this.#stopIfIdle();
  }

  #stopIfIdle(): void {
    if (this.#held.size + this.#left.size > 0) return;
    clearInterval(this.#renewal);
    this.#renewal = undefined;
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}

/**
 * The next owner's token comes from the clock, which must be later than this token. Most leases are held for longer than a tick of the clock. If the clock
 * was set back, the token is this one plus one.
 */
function waitUntilAfter(token: number): void {
  for (let waits = 0; Date.now() * 1000 <= token && waits < MAX_WAITS; waits++) sleep(TICK_MS / MAX_WAITS);
}

function readToken(path: string): number {
  try {
    const token = Number(readRegularFileSync(path, { maxBytes: MAX_TOKEN_BYTES }).toString('latin1'));
    return Number.isSafeInteger(token) ? token : 0;
  } catch {
    return 0; // this is the first lease, or the file cannot be read: then the clock is enough
  }
}

function keepToken(path: string, token: number, { instance }: Owner): void {
  if (readToken(path) >= token) return;
  const draft = `${path}.${instance.slice(0, 8)}.new`; // no other program can guess the name and put a pipe there
  try {
    writeFileSync(draft, String(token), { mode: 0o600 });
    renameSync(draft, path);
  } catch {
    rmSync(draft, { force: true }); // a full disk: the clock is enough as long as it is not set back
  }
}

const fenced = (id: string): AppError =>
  new AppError('io_error', `another owner has had the conversation ${id} meanwhile`, { reason: 'fenced' });

function busy(id: string, { pid, host }: Owner): AppError {
  return new AppError('conversation_busy', `conversation ${id} is in use by process ${pid} on ${host}`, {
    id,
    pid,
    host,
  });
}

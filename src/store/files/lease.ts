import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../protocol/errors.js';
import { newOwner, type Owner, releaseFile, retire, takeFile } from '../../os/owned-file.js';

/** How often the lease of a living owner is touched, which owners on other machines are judged by. */
const RENEW_MS = 20_000;

/** The leases that one server holds: one file for each conversation, made exclusively (`$CODEX_HOME/turnwire/leases`). */
export class Leases {
  readonly #folder: string;
  readonly #self = newOwner();
  readonly #held = new Set<string>();
  #renewal: NodeJS.Timeout | undefined;

  constructor(home: string) {
    this.#folder = join(home, 'turnwire', 'leases');
  }

  holds(id: string): boolean {
    return this.#held.has(id);
  }

  /** Throws `conversation_busy` while another living owner has it; takes it over from a dead one at once. */
  take(id: string): void {
    if (this.#held.has(id)) return;
    const owner = takeFile(this.#path(id), this.#self);
    if (owner) throw busy(id, owner);
    this.#held.add(id);
    this.#keepRenewing();
  }

  release(id: string): void {
    if (!this.#held.delete(id)) return;
    releaseFile(this.#path(id), this.#self);
    if (this.#held.size === 0) this.#stopRenewing();
  }

  releaseAll(): void {
    for (const id of [...this.#held]) this.release(id);
    retire(this.#self);
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

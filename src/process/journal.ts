import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { isRunning, processStart } from '../os/process-start.js';

const Entry = z.object({
  pid: z.int().min(2),
  started: z.string(),
  owner: z.object({ pid: z.int(), started: z.string().nullable() }),
});

/**
 * Which process groups this server has running outside of any sandbox. A server that is killed cannot end them, so the next one to start on the
 * same home does (`$CODEX_HOME/turnwire/children`).
 */
export class ChildJournal {
  readonly #folder: string;
  readonly #owner = { pid: process.pid, started: processStart(process.pid) };

  constructor(home: string) {
    this.#folder = join(home, 'turnwire', 'children');
  }

  /** Best effort: a home that cannot be written must not keep a command from running. */
  add(pid: number): void {
    const started = processStart(pid);
    if (started === null) return; // without it, another process could be mistaken for this one
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(this.#path(pid), JSON.stringify({ pid, started, owner: this.#owner }), { mode: 0o600 });
    } catch {
      // see above
    }
  }

  remove(pid: number): void {
    rmSync(this.#path(pid), { force: true });
  }

  /** Ends what dead servers have left behind; gives the pids. */
  reap(): number[] {
    return this.#files().flatMap((file) => {
      const path = join(this.#folder, file);
      const entry = readEntry(path);
      if (entry && isRunning(entry.owner.pid, entry.owner.started)) return [];
      const orphan = entry !== undefined && isRunning(entry.pid, entry.started);
      if (orphan) killGroup(entry.pid);
      rmSync(path, { force: true });
      return orphan ? [entry.pid] : [];
    });
  }

  #files(): string[] {
    try {
      return readdirSync(this.#folder);
    } catch {
      return []; // nothing was ever left
    }
  }

  #path(pid: number): string {
    return join(this.#folder, `${pid}.json`);
  }
}

function readEntry(path: string): z.infer<typeof Entry> | undefined {
  try {
    return Entry.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined; // torn, or gone since the folder was read
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ended meanwhile
  }
}

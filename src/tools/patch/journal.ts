import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { readRegularFile } from '../../os/open-regular-file.js';
import { isRunning, processStart } from '../../os/process-start.js';
import { randomUuid } from '../../os/random.js';
import { isTemporary, type TemporaryFiles } from '../apply-patch/commit.js';
import { disk } from '../apply-patch/files/disk.js';

const Entry = z.lazy(() =>
  z.object({
    owner: z.object({ pid: z.int(), started: z.string().nullable() }),
    temporaries: z.array(z.string()),
  }),
);

const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Which temporary files the patches of this server may leave behind. A killed server cannot remove them, so the next server on the same
 * home does (`$CODEX_HOME/turnwire/patches`). Errors are ignored: a home that cannot be written must not stop a patch.
 */
export class PatchJournal implements TemporaryFiles {
  readonly #folder: string;
  readonly #owner = { pid: process.pid, started: processStart(process.pid) };
  readonly #running = new Set<Promise<unknown>>();

  constructor(home: string) {
    this.#folder = join(home, 'turnwire', 'patches');
  }

  /** Remembers a patch that is being applied, so that the end of the server can wait for it. */
  async run<T>(patch: Promise<T>): Promise<T> {
    this.#running.add(patch);
    try {
      return await patch;
    } finally {
      this.#running.delete(patch);
    }
  }

  /** Waits for patches that are being applied or undone. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  record(temporaries: readonly string[]): () => void {
    const path = join(this.#folder, `${randomUuid()}.json`);
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(path, JSON.stringify({ owner: this.#owner, temporaries }), { mode: 0o600, flag: 'wx' });
    } catch {
      return () => {};
    }
    return () => forget(path);
  }

  /** Removes files that patches of dead servers have left; returns their paths. */
  async cleanUp(): Promise<string[]> {
    const removed: string[] = [];
    for (const name of this.#entries()) {
      const path = join(this.#folder, name);
      const entry = await readEntry(path);
      if (entry && isRunning(entry.owner.pid, entry.owner.started)) continue;
      for (const file of entry?.temporaries ?? []) if (await removeTemporary(file)) removed.push(file);
      forget(path);
    }
    return removed;
  }

  #entries(): string[] {
    try {
      return readdirSync(this.#folder);
    } catch {
      return []; // nothing was ever recorded
    }
  }
}

async function readEntry(path: string): Promise<z.infer<typeof Entry> | undefined> {
  try {
    const text = (await readRegularFile(path, { maxBytes: MAX_BYTES, followLinks: false })).toString('utf8');
    return Entry.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // torn, foreign, or gone since the folder was read
  }
}

/** Only such a file is removed, also when the entry names another one. */
async function removeTemporary(path: string): Promise<boolean> {
  if (!isTemporary(basename(path))) return false;
  try {
    await disk.remove(path);
    return true;
  } catch {
    return false; // it was not left behind, or its folder is gone
  }
}

function forget(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The next server looks at it once more.
  }
}

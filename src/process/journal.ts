import { closeSync, mkdirSync, opendirSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readRegularFile } from '../os/open-regular-file.js';
import { isRunning, processStart } from '../os/process-start.js';
import { randomUuid } from '../os/random.js';
import { endOrphans, forksSinceBoot, type LostChild, MARKER } from './orphans.js';

/** The first line of an entry. */
const Head = z.object({
  id: z.string().min(1),
  owner: z.object({ pid: z.int(), started: z.string().nullable() }),
});
/** The second one, once the child is started. */
const Leader = z.lazy(() => z.object({ pid: z.int().min(2), started: z.string(), forks: z.number().nullable() }));

/** The file of 0.1.0, with one line: `<pid>.json`. */
const FirstForm = z.lazy(() => z.object({ pid: z.int().min(2), started: z.string(), owner: Head.shape.owner }));

interface Entry extends LostChild {
  readonly owner: z.infer<typeof Head>['owner'];
}

const MAX_ENTRY_BYTES = 4096;
/** How many names in the folder are read. More files must not delay the start of a server. */
const MAX_NAMES = 10_000;
const NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.jsonl$|^[1-9]\d{0,9}\.json$/;

/** A child in the journal. */
export interface JournalEntry {
  /** Variables to add to the child's environment. */
  readonly env: Readonly<Record<string, string>>;
  started(pid: number): void;
  /** The child and its group have ended. */
  remove(): void;
}

/**
 * Which children this server runs (`$CODEX_HOME/turnwire/children`). A server that is killed cannot end them, so the next one to start on the same
 * home does. Nothing here throws: a home that cannot be written must not keep a command from running, nor a server from starting.
 */
export class ChildJournal {
  readonly #folder: string;
  readonly #owner = { pid: process.pid, started: processStart(process.pid) };
  #forks: number | null | undefined;

  constructor(home: string) {
    this.#folder = join(home, 'turnwire', 'children');
  }

  /** Call it before the child is started: a server that is killed in between leaves an entry, by which the child is found. */
  open(): JournalEntry {
    const id = randomUuid();
    const path = join(this.#folder, `${id}.jsonl`);
    this.#forks ??= forksSinceBoot();
    const forks = this.#forks;
    let file = this.#create(path);
    append(file, { id, owner: this.#owner });
    const close = (): void => {
      const open = file;
      file = undefined;
      if (open !== undefined) attempt(() => closeSync(open));
    };
    return {
      env: { [MARKER]: id },
      started: (pid) => {
        const started = processStart(pid);
        // Without it, another process could count as this one.
        if (started !== null) append(file, { pid, started, forks });
        close();
      },
      remove: () => {
        close();
        removeFile(path);
      },
    };
  }

  /** Ends processes that dead servers have left; returns the pids. Never rejects. */
  async reap(): Promise<number[]> {
    const lost: LostChild[] = [];
    const done: string[] = [];
    for (const name of this.#names()) {
      const path = join(this.#folder, name);
      const entry = await readEntry(path);
      if (entry === 'unreadable' || (entry && isRunning(entry.owner.pid, entry.owner.started))) continue;
      if (entry) lost.push(entry);
      done.push(path);
    }
    const ended = await endOrphans(lost);
    done.forEach(removeFile); // last: a server that is killed while it does this leaves them to the next one
    return ended;
  }

  #create(path: string): number | undefined {
    try {
      return openSync(path, 'ax', 0o600);
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code !== 'ENOENT') return undefined;
    }
    try {
      mkdirSync(this.#folder, { recursive: true });
      return openSync(path, 'ax', 0o600);
    } catch {
      return undefined; // see the class
    }
  }

  /** Names that are not ours are left alone. */
  #names(): string[] {
    const names: string[] = [];
    try {
      const folder = opendirSync(this.#folder);
      try {
        for (let looked = 0; looked < MAX_NAMES; looked++) {
          const entry = folder.readSync();
          if (entry === null) break;
          if (NAME.test(entry.name)) names.push(entry.name);
        }
      } finally {
        folder.closeSync();
      }
    } catch {
      // nothing was ever left, or it is not a folder
    }
    return names;
  }
}

/** Undefined for an entry that a crash has cut off: its child was not started yet. */
async function readEntry(path: string): Promise<Entry | undefined | 'unreadable'> {
  let text: string;
  try {
    text = (await readRegularFile(path, { maxBytes: MAX_ENTRY_BYTES, followLinks: false })).toString();
  } catch {
    return 'unreadable'; // no file of ours, or gone since the folder was read
  }
  const [head, leader] = text.split('\n').map(parseLine);
  if (path.endsWith('.json')) {
    const first = FirstForm.safeParse(head).data;
    // Its children have no marker.
    return first && { id: path, owner: first.owner, leader: { pid: first.pid, started: first.started, forks: null } };
  }
  const parsed = Head.safeParse(head).data;
  return parsed && { ...parsed, leader: Leader.safeParse(leader).data };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function append(file: number | undefined, line: object): void {
  if (file !== undefined) attempt(() => writeSync(file, `${JSON.stringify(line)}\n`));
}

const removeFile = (path: string): void => attempt(() => unlinkSync(path));

function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // see the class
  }
}

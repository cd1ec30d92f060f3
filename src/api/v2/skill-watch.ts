import type { ClientFiles, PathWatch } from '../../core/ports/index.js';

/** The shortest time between two notifications: a program may write many files. */
const INTERVAL_MS = 1000;
/** The most folders that are watched for one client. */
const MAX_PLACES = 500;
/** The most working directories whose skills are watched for one client: those that it named last. */
const MAX_FOLDERS = 50;

export interface SkillWatchOptions {
  /** The folders whose changes can change what skills a working directory sees. */
  readonly places: (cwd: string) => readonly string[];
  readonly disk: Pick<ClientFiles, 'watch'>;
  /** Notifies the client; settled when it can take more. */
  readonly changed: () => unknown;
}

/** Watches the folders of the skills that a client has listed (C711). */
export class SkillWatch {
  readonly #options: SkillWatchOptions;
  readonly #folders = new Set<string>();
  readonly #watches = new Map<string, PathWatch>();
  #timer: NodeJS.Timeout | undefined;
  #isReporting = false;
  /** Something has changed while a report waited for the client. */
  #again = false;
  #reportedAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(options: SkillWatchOptions) {
    this.#options = options;
  }

  /** The client has listed the skills of these folders. */
  include(folders: readonly string[]): void {
    for (const folder of folders) {
      this.#folders.delete(folder);
      this.#folders.add(folder);
    }
    for (const oldest of [...this.#folders].slice(0, -MAX_FOLDERS)) this.#folders.delete(oldest);
    this.#refresh();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const watch of this.#watches.values()) watch.close();
    this.#watches.clear();
  }

  /** Watches the folders that exist now, and stops watching folders that were removed. */
  #refresh(): void {
    if (this.#closed) return;
    const places = [...this.#folders].flatMap(this.#options.places);
    const wanted = new Set([...new Set(places)].slice(0, MAX_PLACES));
    for (const [place, watch] of this.#watches) {
      if (wanted.has(place)) continue;
      watch.close();
      this.#watches.delete(place);
    }
    for (const place of wanted) if (!this.#watches.has(place)) this.#watch(place);
  }

  #watch(place: string): void {
    try {
      this.#watches.set(
        place,
        this.#options.disk.watch(place, () => this.#changed()),
      );
    } catch {
      // The system lets no more be watched. The next change of another folder tries it again.
    }
  }

  #changed(): void {
    if (this.#closed) return;
    if (this.#isReporting) {
      this.#again = true;
      return;
    }
    const wait = Math.max(0, this.#reportedAt + INTERVAL_MS - performance.now());
    this.#timer ??= setTimeout(() => void this.#report(), wait).unref();
  }

  async #report(): Promise<void> {
    this.#isReporting = true;
    this.#timer = undefined;
    this.#refresh();
    this.#reportedAt = performance.now();
    await this.#options.changed();
    this.#isReporting = false;
    if (!this.#again) return;
    this.#again = false;
    this.#changed();
  }
}

import { displayPath } from './diff/display-path.js';
import { fileDiff, type GitFile, isSameFile } from './diff/git-diff.js';
import { disk, type Files } from './files/disk.js';
import type { Plan } from './plan.js';

/** A file from its state before the turn's first patch that touched it to where it lies now. */
interface Tracked {
  /** Undefined for a file that the turn brought. */
  readonly baseline: GitFile | undefined;
  readonly from: string;
  path: string;
}

/** What the patches of one turn have changed, as one diff in git's form (C96). Shell commands are not followed. */
export class TurnDiff {
  readonly #tracked: Tracked[] = [];
  #reported = '';

  constructor(private readonly files: Files = disk) {}

  /** Call it for each plan that may have written something. The new contents are read from disk when they are needed. */
  before(plan: Plan): void {
    for (const { path, before } of plan.files) {
      if (this.#at(path) !== undefined) continue;
      this.#tracked.push({
        baseline:
          before &&
          (before.link === undefined
            ? { bytes: before.bytes, mode: gitMode(before.mode ?? 0) }
            : { bytes: Buffer.from(before.link), mode: LINK }),
        from: path,
        path,
      });
    }
  }

  /** Call it when the plan has been committed. Moved files are shown with both names. */
  applied(plan: Plan): void {
    for (const { from, to } of plan.moves) {
      const file = this.#at(from);
      if (file === undefined) continue;
      const target = this.#tracked.find((other) => other !== file && other.path === to);
      // The overwritten file has other changes too: then the two are shown as a deletion and a change.
      if (target?.baseline !== undefined) continue;
      if (target !== undefined) this.#tracked.splice(this.#tracked.indexOf(target), 1);
      file.path = to;
    }
  }

  /** The whole difference, read anew; empty when there is none. */
  async unifiedDiff(): Promise<string> {
    const shown = await Promise.all(
      // A file that another program has just removed or locked is left out. The rest is shown.
      this.#tracked.map((file) => this.#diff(file).catch(() => ({ name: file.path, text: '' }))),
    );
    return shown
      .filter(({ text }) => text !== '')
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
      .map(({ text }) => text)
      .join('');
  }

  /** The difference, if it has changed since the last call (C124); empty when all changes are gone again. */
  async takeChange(): Promise<string | undefined> {
    const diff = await this.unifiedDiff();
    if (diff === this.#reported) return undefined;
    this.#reported = diff;
    return diff;
  }

  #at(path: string): Tracked | undefined {
    return this.#tracked.find((file) => file.path === path);
  }

  async #diff({ baseline, from, path }: Tracked): Promise<{ name: string; text: string }> {
    const now = await this.#read(path);
    const moved = baseline !== undefined && now !== undefined && from !== path;
    if (!moved && isSameFile(baseline, now)) return { name: path, text: '' };
    const name = await displayPath(this.files, now === undefined ? from : path);
    return { name, text: fileDiff(baseline, now, moved ? await displayPath(this.files, from) : name, name) };
  }

  async #read(path: string): Promise<GitFile | undefined> {
    const found = await this.files.find(path);
    if (found?.kind === 'link') return { bytes: Buffer.from(await this.files.readLink(path)), mode: LINK };
    if (found?.kind !== 'file') return undefined;
    return { bytes: await this.files.read(path), mode: gitMode(found.mode) };
  }
}

const LINK = '120000';
const gitMode = (mode: number): string => (mode & 0o100 ? '100755' : '100644');

import { devNull, homedir } from 'node:os';
import { join } from 'node:path';
import { markAt, NO_FILE, settledMark } from '../os/file-mark.js';
import { readRegularFileSync } from '../os/open-regular-file.js';
import { type Git, GitError } from './git.js';
import { plainOrigin } from './plain-origin.js';
import { foldersOf } from './repository.js';

/** Folders whose answer is kept. */
const MOST = 32;
/** Milliseconds after which git is asked again: a system's settings may also lie where only git looks. */
const KEEP_MS = 60_000;
const MAX_BYTES = 1024 * 1024;

interface Known {
  readonly origin: string | undefined;
  readonly marks: string;
  readonly asked: number;
}

/** Files that decide the address of `origin`, as far as they can be known without git. */
interface Sources {
  /** Settings of the repository. These and those of the user may name further files. */
  readonly inner: readonly string[];
  /** Settings of the user and of the system. */
  readonly outer: readonly string[];
  /** The old way to name remotes. */
  readonly others: readonly string[];
}

/**
 * The addresses of `origin`. Settings of the user and of the system (`insteadOf`) can change them, so git is asked unless its files are plain. The start of git
 * takes longer than everything else in a new conversation. So git runs once for each state of the files that it reads for this.
 */
export class Origins {
  readonly #env: NodeJS.ProcessEnv;
  readonly #known = new Map<string, Known>();

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** Undefined where there is none. `git` works in `cwd`, and `dotGit` is the repository around it. */
  async of(cwd: string, dotGit: string, git: Git): Promise<string | undefined> {
    const sources = this.#sourcesOf(dotGit);
    // They are looked at before git reads them, so that a change in between is noticed the next time.
    const marks = sources && marksOf(sources);
    const known = this.#known.get(cwd);
    if (known?.marks === marks && known && process.uptime() * 1000 - known.asked < KEEP_MS) return known.origin;
    this.#known.delete(cwd);
    const asked = process.uptime() * 1000;
    const plain = sources && plainOrigin({ cwd, dotGit, outer: sources.outer, env: this.#env });
    const { origin, isSure } = plain ? { ...plain, isSure: true } : await ask(git);
    const isWhole = plain !== undefined || (sources && ![...sources.inner, ...sources.outer].some(mayInclude));
    if (isSure && isWhole && marks !== undefined) {
      this.#known.set(cwd, { origin, marks, asked });
      for (const oldest of this.#known.keys()) if (this.#known.size > MOST) this.#known.delete(oldest);
    }
    return origin;
  }

  /** Undefined for a repository that is not of the plain kind. */
  #sourcesOf(dotGit: string): Sources | undefined {
    try {
      const { folder, shared } = foldersOf(dotGit);
      return {
        inner: [join(shared, 'config'), join(folder, 'config.worktree')],
        outer: this.#ofUser(),
        others: [join(shared, 'remotes', 'origin'), join(shared, 'branches', 'origin')],
      };
    } catch {
      return undefined;
    }
  }

  #ofUser(): string[] {
    const { GIT_CONFIG_SYSTEM: system = '/etc/gitconfig', GIT_CONFIG_GLOBAL: own, XDG_CONFIG_HOME: xdg } = this.#env;
    const home = this.#env.HOME ?? homedir();
    const users = [join(xdg || join(home, '.config'), 'git', 'config'), join(home, '.gitconfig')];
    return [system, ...(own === undefined ? users : [own])].filter((path) => path !== devNull);
  }
}

/** `isSure`: git itself has said so, not a time-out for it. */
async function ask(git: Git): Promise<{ readonly origin: string | undefined; readonly isSure: boolean }> {
  try {
    const [origin] = await git.lines('remote', 'get-url', 'origin');
    return { origin, isSure: true };
  } catch (e) {
    if (!(e instanceof GitError)) throw e;
    return { origin: undefined, isSure: e.isAnswer };
  }
}

function marksOf({ inner, outer, others }: Sources): string | undefined {
  const marks = [...inner, ...outer, ...others].map((path) => {
    const mark = settledMark(path);
    return mark && `${path} ${mark}`;
  });
  return marks.includes(undefined) ? undefined : marks.join('\n');
}

/** Whether it names files that are not looked at here. */
function mayInclude(path: string): boolean {
  if (markAt(path) === NO_FILE) return false;
  try {
    return /\[\s*include/i.test(readRegularFileSync(path, { maxBytes: MAX_BYTES }).toString('utf8'));
  } catch {
    return true;
  }
}

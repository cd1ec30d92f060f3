import type { Supervisor } from '../process/supervisor.js';

/** The time for each call: a repository on a network disk must not delay a client for long (C24). */
const TIMEOUT_MS = 5000;
const MAX_BYTES = 64 * 1024 * 1024;

/** git failed. The message says why, in git's words where it has any. */
export class GitError extends Error {
  override name = 'GitError';

  /** `isAnswer`: git has come to its end and says no. */
  constructor(
    message: string,
    readonly isAnswer = false,
  ) {
    super(message);
  }
}

export interface GitOptions {
  readonly cwd: string;
  readonly signal?: AbortSignal | undefined;
  /** For each call. */
  readonly timeoutMs?: number | undefined;
  /** The environment of the server. */
  readonly env: NodeJS.ProcessEnv;
  /** Further variables. */
  readonly more?: Readonly<Record<string, string>>;
}

export interface GitCall {
  readonly stdin?: Buffer;
  /** More output than this is an error: it is never cut. */
  readonly maxBytes?: number;
}

/**
 * git in one folder, for the server's own use. It asks the user nothing, takes no locks, uses no network, and runs none of the programs that a
 * repository may name for monitors, hooks and diffs; for content filters see `withoutForeignFilters`.
 */
export class Git {
  readonly #supervisor: Supervisor;
  readonly #options: GitOptions;

  constructor(supervisor: Supervisor, options: GitOptions) {
    this.#supervisor = supervisor;
    this.#options = options;
  }

  get env(): NodeJS.ProcessEnv {
    return this.#options.env;
  }

  /** The same with other options; variables are added to those that it has. */
  with(options: Partial<GitOptions>): Git {
    const more = { ...this.#options.more, ...options.more };
    return new Git(this.#supervisor, { ...this.#options, ...options, more });
  }

  /** What it writes to stdout; throws `GitError` when it fails. */
  async bytes(args: readonly string[], { stdin, maxBytes = MAX_BYTES }: GitCall = {}): Promise<Buffer> {
    const { cwd, signal, env, more, timeoutMs = TIMEOUT_MS } = this.#options;
    const chunks: Buffer[] = [];
    let size = 0;
    const tooMuch = new AbortController();
    const result = await this.#supervisor.run({
      argv: ['git', ...HARDENING, ...args],
      cwd,
      env: { ...gitEnvironment(env), ...more },
      timeoutMs,
      signal: signal ? AbortSignal.any([signal, tooMuch.signal]) : tooMuch.signal,
      stdin,
      maxBytes: 4096, // for stderr; stdout is kept here, as bytes
      onOutput(stream, chunk) {
        if (stream !== 'stdout') return;
        size += chunk.length;
        if (size > maxBytes) tooMuch.abort();
        else chunks.push(chunk);
      },
    });
    const name = `git ${args.find((arg) => !arg.startsWith('-'))}`;
    if (size > maxBytes) throw new GitError(`${name} says more than ${maxBytes / 1024 / 1024} MiB`);
    switch (result.kind) {
      case 'exited':
        if (result.exitCode === 0) return Buffer.concat(chunks);
        throw new GitError(complaint(result.stderr) || `${name} ended with exit code ${result.exitCode}`, true);
      case 'timed-out':
        throw new GitError(`${name} took longer than ${timeoutMs / 1000} s`);
      case 'killed':
        throw new GitError(`${name} was ended`);
      case 'not-started':
        throw new GitError(`git could not be started: ${result.error.message}`);
    }
  }

  /** Its lines, without the ends. */
  async lines(...args: string[]): Promise<string[]> {
    const text = (await this.bytes(args)).toString('utf8');
    return text === '' ? [] : text.replace(/\n$/, '').split('\n');
  }

  /** Its lines; none when it fails. */
  async linesIfAny(...args: string[]): Promise<string[]> {
    try {
      return await this.lines(...args);
    } catch (e) {
      if (e instanceof GitError) return [];
      throw e;
    }
  }
}

const HARDENING = [
  '--no-pager',
  '--no-optional-locks',
  ...['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.splitIndex=false', 'core.quotePath=true'].flatMap(
    (setting) => ['-c', setting],
  ),
];

/** Variables that a git hook sets for the processes that it starts (`git rev-parse --local-env-vars`), and variables that name programs for diffs. */
const MISLEADING = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIFF_OPTS',
  'GIT_DIR',
  'GIT_EXTERNAL_DIFF',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NAMESPACE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
];

/** A partial clone fetches missing objects with the program that its remote names, unless no transport is allowed. */
function gitEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !MISLEADING.includes(name));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
  };
}

const complaint = (stderr: string): string =>
  stderr
    .split('\n')
    .map((line) => line.replace(/^(fatal|error|warning|hint): /, '').trim())
    .filter((line) => line !== '')
    .join('; ')
    .slice(0, 500);

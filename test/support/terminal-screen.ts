import { execFileSync } from 'node:child_process';
import { until } from './until.js';

let count = 0;

export interface ScreenOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A program on a terminal of tmux, used as a person does: keys in, a screen out. */
export class TerminalScreen implements AsyncDisposable {
  readonly #socket = `turnwire-${process.pid}-${++count}`;

  /** `command` is a line for a shell; its exit code is shown after its end. */
  constructor(command: string, { columns = 80, rows = 24, cwd, env }: ScreenOptions) {
    const set = Object.entries({ TERM: 'screen-256color', ...env }).map(([name, value]) => `${name}=${quoted(value)}`);
    const clean = 'env -i PATH="$PATH" HOME="$HOME" LANG=C.UTF-8';
    const line = `${clean} ${set.join(' ')} ${command}; echo exit code $?; exec sleep 600`;
    this.#tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), '-c', cwd, line);
    this.#tmux('set-option', '-g', 'history-limit', '10000');
  }

  /** What is on the screen, without white space at the ends. `isWhole`: with what has scrolled away. */
  text(isWhole = false): string {
    const text = this.#tmux('capture-pane', '-p', ...(isWhole ? ['-S', '-'] : []));
    return text
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .trim();
  }

  /** The same with its colours, as the terminal would get them. */
  painted(): string {
    return this.#tmux('capture-pane', '-p', '-e');
  }

  /** Waits until the screen shows a text, or what fits an expression; gives the screen. */
  async shows(what: string | RegExp): Promise<string> {
    const fits = (text: string) => (typeof what === 'string' ? text.includes(what) : what.test(text));
    try {
      return await until(`${what} on the screen`, () => {
        const text = this.text();
        return fits(text) ? text : undefined;
      });
    } catch (e) {
      throw new Error(`${(e as Error).message}\n${this.text(true)}`);
    }
  }

  async hides(what: string): Promise<string> {
    return until(`no ${what} on the screen`, () => (this.text().includes(what) ? undefined : `${this.text()} `));
  }

  /** Presses keys by the names of tmux, such as `Enter`, `Escape`, `C-c`. */
  press(...keys: string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  /** Types a text as it is. */
  type(text: string): void {
    this.#tmux('send-keys', '-l', '--', text);
  }

  /** Pastes a text as a terminal does, in brackets. */
  paste(text: string): void {
    execFileSync('tmux', ['-L', this.#socket, 'load-buffer', '-'], { input: text });
    this.#tmux('paste-buffer', '-p', '-r');
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** What the program has changed of the terminal. */
  modes(): Record<string, string> {
    const [cursor = '', alternate = ''] = this.#tmux('display-message', '-p', '#{cursor_flag} #{alternate_on}')
      .trim()
      .split(' ');
    return { cursor, alternate };
  }

  /** The process of the program; 0 when there is none. */
  child(mustBe = true, name = 'cli.js'): number {
    const shell = this.#tmux('display-message', '-p', '#{pane_pid}').trim();
    try {
      return Number(execFileSync('pgrep', ['-P', shell, '-f', name], { encoding: 'utf8' }).trim().split('\n')[0]);
    } catch (e) {
      if (mustBe) throw e;
      return 0;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#tmux('kill-server');
  }

  #tmux(...args: string[]): string {
    return execFileSync('tmux', ['-L', this.#socket, ...args], { encoding: 'utf8' });
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

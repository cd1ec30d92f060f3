import { join, resolve } from 'node:path';
import { scratchFolder } from '../../support/scratch.js';
import { TerminalScreen } from '../../support/terminal-screen.js';

/** A reply of the scripted model: docs/scripted-model.md. */
export type Reply = Readonly<Record<string, unknown>>;

export interface Stage extends AsyncDisposable {
  readonly screen: TerminalScreen;
  readonly home: string;
  readonly work: string;
  /** Writes a file into the folder of the conversation. */
  write(name: string, text: string): Promise<unknown>;
  /** Starts the program again. */
  again(args?: string, size?: Partial<StageOptions>): TerminalScreen;
  /** The screen with ids, paths and times replaced. */
  golden(screen?: string): string;
}

export interface StageOptions {
  readonly replies: readonly Reply[];
  readonly columns: number;
  readonly rows: number;
  readonly args: string;
  /** In their place, known after `prepare`. */
  readonly lateArgs: () => string;
  /** Files of the folder of the conversation. */
  readonly files: Readonly<Record<string, string>>;
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
  /** What is on the screen when the test begins. */
  readonly ready: string | RegExp;
  /** Makes of the line that starts the program one that starts it elsewhere: `ssh …`. */
  readonly over: (line: string) => string;
  /** Prepares the folders before the program starts. */
  readonly prepare: (places: { home: string; work: string }) => void | Promise<void>;
}

/** A command that needs an approval. */
export const write = (name: string) => ({
  name: 'exec_command',
  args: { cmd: `printf 'one\\ntwo\\n'; touch ${name}` },
});

export const CONFIG = 'model_provider = "scripted"\napproval_policy = "untrusted"\nsandbox_mode = "workspace-write"\n';

/** The chat on a terminal, with a scripted model, a scratch home and a scratch folder. */
export async function chatStage(options: Partial<StageOptions> = {}): Promise<Stage> {
  const root = await scratchFolder('chat', '/tmp');
  const [home, work] = [join(root.path, 'home'), join(root.path, 'work')];
  await root.write('work/.keep', '');
  await root.write('home/config.toml', options.config ?? CONFIG);
  const script = await root.write('script.json', JSON.stringify(options.replies ?? []));
  for (const [name, text] of Object.entries(options.files ?? {})) await root.write(`work/${name}`, text);
  await options.prepare?.({ home, work });
  const screens: TerminalScreen[] = [];
  const start = ({ args = '', columns = 80, rows = 24, env = {}, over }: Partial<StageOptions>): TerminalScreen => {
    const command = `${process.execPath} ${resolve('dist/cli.js')} ${args}`;
    // A profile of the real home may write something into the screen.
    const all = { HOME: home, CODEX_HOME: home, TURNWIRE_SCRIPT: script, ...env };
    const there = Object.entries(all).map(([name, value]) => `${name}='${value}'`);
    const line = over?.(`cd ${work} && exec env ${there.join(' ')} ${command}`) ?? command;
    const screen = new TerminalScreen(line, { columns, rows, cwd: work, env: over ? { HOME: home } : all });
    screens.push(screen);
    return screen;
  };
  const screen = start({ ...options, args: options.lateArgs?.() ?? options.args ?? '' });
  await screen.shows(options.ready ?? 'Ask for something');
  return {
    screen,
    home,
    work,
    write: (name, text) => root.write(`work/${name}`, text),
    again: (args = '', size = {}) => start({ ...options, ...size, args }),
    golden: (text = screen.text()) => `${normal(text, root.path)}\n`,
    async [Symbol.asyncDispose]() {
      for (const each of screens) await each[Symbol.asyncDispose]();
      await root[Symbol.asyncDispose]();
    },
  };
}

/** Ids, times and places differ from run to run; so does where lines with them end. */
const normal = (text: string, root: string): string =>
  text
    .replaceAll(root, '/root')
    .replace(/\u2026[^\s\u00b7]*\/work/g, '/root/work')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replace(/^( {4})(?:now|\d+ (?:min|h|d) ago) \u00b7/gm, '$1<age> \u00b7')
    .replace(/\b\d+ ms\b|\b\d+(\.\d)? s\b/g, '<time>')
    .replace(/(\/root\/work) {2,}/g, '$1  ');

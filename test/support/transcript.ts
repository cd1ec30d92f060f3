import { readFile } from 'node:fs/promises';
import { kindOf, type Message } from './exchange.js';
import { type ModelRequest, type PeerReply, startModelPeer, type Wire } from './model-peer.js';
import { requestLine } from './model-request.js';
import { Normaliser } from './normalise.js';
import { scratchFolder } from './scratch.js';
import { type Server, startServer } from './server.js';

/*
 * A transcript tells a story line by line:
 *   # text          a comment
 *   config, provider, wire, file, env, model    what is there before the server starts
 *   > method {…}    our request         < {…} or < error {…}    its reply
 *   * method {…}    a notification      ? method {…}            a request of the server,   ! {…}   our reply to it
 *   release         lets the model go on where its script says pause       eof      we close our side
 *   = {…}           at the end: what the model was asked, one line a request
 * What the server sent stands before the next line of ours, which is held back until all of it has come.
 */
const SETUP = ['config', 'provider', 'wire', 'file', 'env', 'model'];

export interface Story {
  readonly name: string;
  readonly lines: readonly string[];
}

export async function readStory(path: string, name: string): Promise<Story> {
  const text = await readFile(path, 'utf8');
  return { name, lines: text.split('\n').filter((line) => line !== '') };
}

/** Plays our side of a story against a server and gives the story as it went, in the same format. */
export async function play(story: Story, command?: readonly string[]): Promise<string> {
  const setup = (word: string) => words(story, word);
  const replies = setup('model').map((text) => JSON.parse(text) as PeerReply);
  await using home = await scratchFolder('home');
  await using work = await scratchFolder('work');
  await using peer = await startModelPeer(replies);
  const fill = (text: string) => text.replaceAll('$home', home.path).replaceAll('$work', work.path);
  const provider = setup('provider');
  const keys = provider.length ? provider.join('\n') : undefined;
  await home.write('config.toml', peer.config(setup('config').join('\n'), keys, setup('wire')[0] as Wire | undefined));
  for (const file of setup('file')) {
    const [, base, name = '', text = ''] = /^\$(home|work)\/(\S+) (.*)$/.exec(file) ?? [];
    // A JSON string stands for its text, anything else for itself.
    const content = text.startsWith('"') ? (JSON.parse(text) as string) : text;
    await (base === 'home' ? home : work).write(name, fill(content));
  }
  const env = Object.fromEntries(setup('env').map((pair) => pair.split('=', 2) as [string, string]));
  await using server = await startServer({ home: home.path, cwd: work.path, env, ...(command && { command }) });
  const run = new Run(server, new Normaliser({ home: home.path, work: work.path }));
  for (const line of story.lines) await run.step(line, () => peer.release());
  const { code } = await run.end();
  if (code !== 0) run.written.push(`exit ${code}`);
  run.written.push(...peer.requests.map((request: ModelRequest) => requestLine(request, run.names)));
  run.written.push(...peer.problems);
  return `${run.written.join('\n')}\n`;
}

const words = (story: Story, word: string) =>
  story.lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));

class Run {
  readonly written: string[] = [];
  readonly #open = new Map<unknown, string>();
  readonly #asked: unknown[] = [];
  #expected: string[] = [];
  #seen = 0;
  #id = 0;
  #patience = 5_000;

  constructor(
    readonly server: Server,
    readonly names: Normaliser,
  ) {}

  async step(line: string, release: () => void): Promise<void> {
    const [mark = '', rest = ''] = split(line);
    if ('<*?'.includes(mark)) {
      this.#expected.push(mark === '<' ? '<' : `${mark} ${split(rest)[0]}`);
      return;
    }
    if (mark === '=' || mark === 'exit') return;
    await this.#settle();
    this.written.push(line);
    if (mark === '#' || SETUP.includes(mark)) return;
    if (mark === 'release') release();
    else if (mark === 'eof') this.server.closeInput();
    else if (mark === '>') this.#request(rest);
    else if (mark === '!') this.#answer(rest);
    else throw new Error(`what is this line? ${line}`);
  }

  async end(): Promise<{ code: number | null }> {
    await this.#settle();
    this.server.closeInput();
    const exit = await this.server.exit;
    this.#take();
    return exit;
  }

  #request(text: string): void {
    const [method = '', params = ''] = split(text);
    const id = ++this.#id;
    this.#open.set(id, method);
    this.server.send({ method, id, ...(params && { params: this.#filled(params) }) });
  }

  #answer(text: string): void {
    const id = this.#asked.shift();
    const [word, error = ''] = split(text);
    this.server.send(word === 'error' ? { id, error: JSON.parse(error) } : { id, result: this.#filled(text) });
  }

  /** Names replaced by the ids and paths that they stand for. */
  #filled(text: string): unknown {
    const filled = text
      .replaceAll('$home', this.server.home)
      .replaceAll('$work', this.server.work)
      .replace(/\$[csu]\d+/g, (name) => this.names.idOf(name) ?? name);
    return JSON.parse(filled);
  }

  /** Waits for all that the story says has come by now; what does not come shows up in the comparison. */
  async #settle(): Promise<void> {
    const arrived = () => {
      const missing = [...this.#expected];
      for (const { from, message } of this.server.lines) {
        if (from === 'client') continue;
        const at = missing.indexOf(label(message));
        if (at >= 0) missing.splice(at, 1);
      }
      return missing.length === 0;
    };
    const timer = new Promise<void>((resolve) => setTimeout(resolve, this.#patience).unref());
    const lost = timer.then(() => 'lost');
    const came = this.server.until('the lines of the story', arrived).catch(() => 'lost');
    if ((await Promise.race([came, lost])) === 'lost') this.#patience = 500;
    this.#take();
  }

  #take(): void {
    for (const { from, message } of this.server.lines.slice(this.#seen)) {
      if (from === 'server') this.written.push(this.#format(message));
    }
    this.#seen = this.server.lines.length;
  }

  #format(message: Message): string {
    const json = (value: unknown) => JSON.stringify(this.names.value(value));
    const params = message.params === undefined ? '' : ` ${json(message.params)}`;
    const kind = kindOf(message);
    if (kind === 'notification') return `* ${message.method}${params}`;
    if (kind === 'request') {
      this.#asked.push(message.id);
      return `? ${message.method}${params}`;
    }
    const method = this.#open.get(message.id);
    const which = this.#open.size > 1 || method === undefined ? `[${method}] ` : '';
    this.#open.delete(message.id);
    return message.error ? `< ${which}error ${json(message.error)}` : `< ${which}${json(message.result)}`;
  }
}

function label(message: Message): string {
  const kind = kindOf(message);
  return kind === 'reply' ? '<' : `${kind === 'request' ? '?' : '*'} ${message.method}`;
}

/** The first word and the rest. */
function split(line: string): [string, string] {
  const at = line.indexOf(' ');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}

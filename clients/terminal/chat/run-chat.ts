import { statSync } from 'node:fs';
import type { v2 } from '../../../generated-types/index.js';
import { type Channel, type Client, connect } from '../../library/index.js';
import { Chat, type ChatHost } from './chat.js';
import { type First, type GivenSettings, openFirst } from './first-thread.js';
import type { Paint } from './paint.js';
import { Picker } from './picker.js';
import { needsSignIn, SignIn } from './sign-in.js';
import { Ui } from './ui.js';

export interface ChatOptions {
  readonly version: string;
  readonly paint: Paint;
  readonly first: First;
  readonly settings: GivenSettings;
  /** The API key of the environment, which the user may sign in with. */
  readonly environmentKey: string | undefined;
  /** Sent at once. */
  readonly prompt: string | undefined;
  /** Paths of pictures for the first prompt. */
  readonly images: readonly string[];
  readonly openBrowser: (url: string) => void;
}

const IMAGE = /\.(png|jpe?g|gif|webp|bmp)$/i;
const SECOND = 1000;
/** The exit code after Ctrl-C. */
const INTERRUPTED = 130;

/** The chat on the terminal, until the user leaves. Gives the exit code. Afterwards, the terminal is as it was before, also after an error or a signal. */
export async function runChat(channel: Channel, options: ChatOptions): Promise<number> {
  let leave: (code: number) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const left = new Promise<number>((resolve, reject) => {
    leave = resolve;
    fail = reject;
  });
  const ui: Ui = new Ui(options.paint, () => leave(INTERRUPTED));
  const release = onEndOfProcess(
    () => ui.end(),
    () => sayGoodbye(),
    (code) => leave(code),
  );
  let client: Client | undefined;
  let chat: Chat | undefined;
  const sayGoodbye = (): void => {
    for (const line of chat?.farewell() ?? []) process.stdout.write(`${line}\n`);
  };
  try {
    ui.start();
    const opened = connect(channel, { clientInfo: { name: 'turnwire_chat', version: options.version } });
    const chatting = opened.then(async (connected) => {
      client = connected;
      void connected.closed.then((error) => (error ? fail(error) : leave(0)));
      return beginChat(connected, ui, options, () => leave(0));
    });
    chat = await Promise.race([chatting, left.then(() => undefined)]);
    return await left;
  } finally {
    ui.end();
    release();
    sayGoodbye();
    await client?.close();
  }
}

async function beginChat(client: Client, ui: Ui, options: ChatOptions, quit: () => void): Promise<Chat | undefined> {
  const host: ChatHost = {
    paint: options.paint,
    version: options.version,
    changed: () => ui.changed(),
    fullscreen: (part) => ui.fullscreen(part),
    quit,
    now: Date.now,
    isImage: (path) => IMAGE.test(path) && isFile(path),
    openBrowser: options.openBrowser,
    columns: () => ui.columns,
  };
  if (await needsSignIn(client)) await signIn(client, ui, options, quit);
  const open = await openFirst(client, options.first, options.settings, () => pick(client, ui, options));
  if (open === undefined) {
    quit();
    return undefined;
  }
  const chat = new Chat(client, host, await keepsHistory(client));
  await chat.session.open(open);
  chat.begin(options.prompt, options.images);
  ui.show(chat, () => chat.chunks);
  for (const key of ui.typedAhead()) chat.key(key);
  // The time of a running turn is shown.
  setInterval(() => {
    if (chat.session.turn) ui.changed();
  }, SECOND).unref();
  return chat;
}

function signIn(client: Client, ui: Ui, options: ChatOptions, leave: () => void): Promise<void> {
  const { environmentKey, openBrowser } = options;
  const changed = (): void => ui.changed();
  return new Promise((done) => ui.show(new SignIn({ client, environmentKey, openBrowser, changed, done, leave })));
}

function pick(client: Client, ui: Ui, { first, settings }: ChatOptions): Promise<v2.Thread | undefined> {
  const isAll = first.kind !== 'new' && first.all;
  return new Promise((resolve) => {
    const picked = (thread: v2.Thread | undefined): void => {
      ui.fullscreen(undefined);
      resolve(thread);
    };
    const picker = new Picker({
      title: first.kind === 'fork' ? 'Copy which conversation?' : 'Go on with which conversation?',
      ...{ client, folder: settings.cwd, isAll, now: Date.now, changed: () => ui.changed(), picked },
    });
    ui.typedAhead();
    ui.fullscreen(picker);
  });
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

async function keepsHistory(client: Client): Promise<boolean> {
  const { config } = await client.request('config/read', { includeLayers: false });
  const { history } = config as { history?: { persistence?: string } | null };
  return history?.persistence !== 'none';
}

/** Errors that nothing caught, and signals. Returns a function that ends that. */
function onEndOfProcess(restore: () => void, sayGoodbye: () => void, end: (code: number) => void): () => void {
  const crashed = (error: Error): void => {
    restore();
    process.stderr.write(`turnwire: ${error?.stack ?? error}\n`);
    sayGoodbye();
    process.exit(1);
  };
  const signals = { SIGTERM: 143, SIGHUP: 129, SIGINT: 130 } as const;
  const stop = Object.entries(signals).map(([signal, code]) => {
    const ended = (): void => end(code);
    process.on(signal, ended);
    return () => void process.off(signal, ended);
  });
  process.on('uncaughtException', crashed);
  process.on('unhandledRejection', crashed);
  process.on('exit', restore);
  return () => {
    for (const off of stop) off();
    process.off('uncaughtException', crashed);
    process.off('unhandledRejection', crashed);
    process.off('exit', restore);
  };
}

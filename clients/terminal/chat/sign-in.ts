import type { v2 } from '../../../generated-types/index.js';
import type { Client } from '../../library/index.js';
import { edited } from './composer.js';
import { shown } from './harmless.js';
import { ctrlOf, type Key } from './keys.js';
import { Menu } from './menu.js';
import type { Paint } from './paint.js';
import type { Frame, Part, Size } from './part.js';
import { EMPTY, type Prompt } from './prompt.js';
import { promptLines } from './prompt-lines.js';
import { clipped, markedLines, wrapHard, wrapWords } from './wrap.js';

export interface SignInOptions {
  readonly client: Client;
  /** The API key of the environment, which is used only when the user says so. */
  readonly environmentKey: string | undefined;
  readonly openBrowser: (url: string) => void;
  readonly changed: () => void;
  readonly done: () => void;
  readonly leave: () => void;
}

type Started = Extract<v2.LoginAccountResponse, { type: 'chatgpt' | 'chatgptDeviceCode' }>;
type State =
  | { readonly at: 'menu' }
  | { readonly at: 'key'; readonly prompt: Prompt }
  | { readonly at: 'busy' }
  | { readonly at: 'waiting'; readonly login: Started };

/** Whether the provider needs a sign-in, and there is none. */
export async function needsSignIn(client: Client): Promise<boolean> {
  const { account, requiresOpenaiAuth } = await client.request('account/read', { refreshToken: false });
  return requiresOpenaiAuth && account === null;
}

/** The ways to sign in, before anything else. */
export class SignIn implements Part {
  readonly #options: SignInOptions;
  readonly #menu: Menu;
  #state: State = { at: 'menu' };
  #error = '';

  constructor(options: SignInOptions) {
    this.#options = options;
    const { environmentKey: key } = options;
    const ways = [
      { label: 'ChatGPT account', hint: 'in the browser', run: () => this.#begin({ type: 'chatgpt' }) },
      {
        label: 'ChatGPT account on another device',
        hint: 'with a code',
        run: () => this.#begin({ type: 'chatgptDeviceCode' }),
      },
      { label: 'API key', hint: 'typed or pasted', run: () => this.#ask() },
      ...(key ? [{ label: 'The API key in OPENAI_API_KEY', run: () => this.#keep(key) }] : []),
    ];
    this.#menu = new Menu('How do you want to sign in?', ways, () => {});
    options.client.on('account/login/completed', ({ loginId, success, error }) => {
      if (this.#state.at !== 'waiting' || loginId !== this.#state.login.loginId) return;
      if (success) options.done();
      else this.#failed(error ?? 'the sign-in failed');
    });
  }

  frame(size: Size, paint: Paint): Frame {
    const { columns } = size;
    const error = this.#error === '' ? [] : [...markedLines(paint.red('\u25a0'), shown(this.#error), columns), ''];
    const { lines, cursor } = this.#body({ columns, rows: size.rows - error.length }, paint);
    return { lines: [...error, ...lines], cursor: cursor && { x: cursor.x, y: cursor.y + error.length } };
  }

  key(key: Key): void {
    if (ctrlOf(key) === 'c' || ctrlOf(key) === 'd') return this.#options.leave();
    const state = this.#state;
    if (state.at === 'menu') {
      if (key.name === 'escape') this.#options.leave();
      else this.#menu.key(key);
    } else if (key.name === 'escape') this.#back();
    else if (state.at === 'key') {
      if (key.name === 'enter') this.#keep(state.prompt.text.trim());
      else this.#state = { at: 'key', prompt: edited(state.prompt, key, { isImage: () => false }) };
    }
  }

  #body(size: Size, paint: Paint): Frame {
    const { columns } = size;
    const state = this.#state;
    const help = (text: string) => paint.dim(clipped(text, columns));
    switch (state.at) {
      case 'menu':
        return this.#menu.frame(size, paint);
      case 'busy':
        return { lines: [paint.dim('One moment ...')] };
      case 'key': {
        const hidden = { ...state.prompt, text: '\u2022'.repeat(state.prompt.text.length) };
        const { lines, cursor } = promptLines(hidden, { width: columns, paint }, 2, 'Your API key');
        return { lines: [...lines, help('Enter signs in \u00b7 Esc goes back')], cursor };
      }
      case 'waiting':
        return {
          lines: [...waitingLines(state.login, columns, paint), help('Waiting for the browser \u00b7 Esc goes back')],
        };
    }
  }

  #ask(): void {
    this.#error = '';
    this.#state = { at: 'key', prompt: EMPTY };
  }

  #back(): void {
    if (this.#state.at === 'waiting') {
      const { loginId } = this.#state.login;
      this.#options.client.request('account/login/cancel', { loginId }).catch(() => {}); // it has ended by itself
    }
    this.#state = { at: 'menu' };
  }

  #keep(apiKey: string): void {
    if (apiKey === '') return;
    this.#try(async () => {
      await this.#options.client.request('account/login/start', { type: 'apiKey', apiKey });
      this.#options.done();
    });
  }

  #begin(way: { type: 'chatgpt' } | { type: 'chatgptDeviceCode' }): void {
    this.#try(async () => {
      const login = (await this.#options.client.request('account/login/start', way)) as Started;
      this.#state = { at: 'waiting', login };
      if (login.type === 'chatgpt') this.#options.openBrowser(login.authUrl);
    });
  }

  #try(work: () => Promise<void>): void {
    this.#error = '';
    this.#state = { at: 'busy' };
    work().then(
      () => this.#options.changed(),
      (e: Error) => this.#failed(e.message),
    );
  }

  #failed(message: string): void {
    this.#error = message;
    this.#state = { at: 'menu' };
    this.#options.changed();
  }
}

function waitingLines(login: Started, columns: number, paint: Paint): string[] {
  // A terminal makes one address of the lines when nothing else is in them.
  if (login.type === 'chatgpt')
    return [paint.bold('Open this page to sign in:'), '', ...wrapHard(login.authUrl, columns), ''];
  return [
    ...wrapWords(`Open ${paint.underline(login.verificationUrl)} on any device and type in this code:`, columns),
    '',
    `  ${paint.bold(login.userCode)}`,
    '',
    ...wrapWords('Never type in a code that another person has given you.', columns),
    '',
  ];
}

import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { until } from '../support/until.js';
import type { Action, AhpClient } from './ahp.js';
import type { AgentHost } from './host.js';
import { MODEL_ID } from './place.js';

/** A tool that the client itself runs. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: object;
}

interface ChatState {
  readonly turns: readonly Turn[];
}

/** A turn that is over. */
export interface Turn {
  readonly id: string;
  readonly state: string;
  readonly message: { readonly text: string };
  readonly responseParts: readonly Part[];
}

interface Part {
  readonly kind: string;
  readonly content?: string;
  readonly toolCall?: Record<string, unknown>;
}

/** A session of the agent, and the chat in it. */
export class Session {
  constructor(
    readonly host: AgentHost,
    readonly uri: string,
    readonly chat: string,
  ) {}

  static async create(host: AgentHost, options: { tools?: readonly Tool[]; config?: object } = {}): Promise<Session> {
    const uri = `codex:/${randomUUID()}`;
    const { clientId } = host.client;
    await host.client.request('createSession', {
      channel: uri,
      provider: 'codex',
      workingDirectories: [pathToFileURL(host.work).href],
      activeClient: { clientId, displayName: 'test', tools: options.tools ?? [] },
      ...(options.config && { config: options.config }),
    });
    return Session.open(host, uri);
  }

  /** A session that is there already. */
  static async open(host: AgentHost, uri: string): Promise<Session> {
    const { defaultChat } = await host.client.state<{ readonly defaultChat: string }>(uri);
    // The session names its chat a little before it can be read.
    await until('the chat of the session', () => host.client.state(defaultChat).catch(() => undefined));
    return new Session(host, uri, defaultChat);
  }

  get client(): AhpClient {
    return this.host.client;
  }

  /** Sends a prompt, and gives the turn that it begins. */
  send(text: string): RunningTurn {
    const turnId = randomUUID();
    const message = { text, origin: { kind: 'user' }, model: { id: MODEL_ID } };
    this.dispatch({ type: 'chat/turnStarted', turnId, startedAt: new Date().toISOString(), message });
    return new RunningTurn(this, turnId);
  }

  dispatch(action: Action): void {
    this.client.dispatch(this.chat, action);
  }

  async turns(): Promise<readonly Turn[]> {
    return (await this.client.state<ChatState>(this.chat)).turns;
  }
}

/** A turn that was begun, and what was told about it. */
export class RunningTurn {
  constructor(
    readonly session: Session,
    readonly id: string,
  ) {}

  /** Waits for an action of this turn. */
  action(type: string, fits: (action: Action) => boolean = () => true): Promise<Action> {
    const ours = (action: Action) => action.type === type && action.turnId === this.id && fits(action);
    return this.session.client.action(type, ours, this.id);
  }

  /** Waits until the user is asked. What is told of that does not name the turn. */
  question(): Promise<Action> {
    return this.session.client.action('question', ({ type }) => type === 'chat/inputRequested', this.id);
  }

  /** Waits for the end, and gives the turn as the host keeps it. */
  async end(): Promise<Turn> {
    const ended = ({ type, turnId }: Action) => ENDS.includes(type) && turnId === this.id;
    await this.session.client.action('end of the turn', ended, this.id);
    const turn = (await this.session.turns()).find(({ id }) => id === this.id);
    if (turn === undefined) throw new Error(`the host does not keep turn ${this.id}`);
    return turn;
  }

  /** Waits until a tool call asks for the user's decision, gives that, and tells what was asked. */
  async decide(approved: boolean): Promise<Action> {
    const asked = await this.action('chat/toolCallReady', ({ confirmed }) => confirmed === undefined);
    const decision = approved ? { approved, confirmed: 'user-action' } : { approved, reason: 'denied' };
    const { toolCallId } = asked;
    this.session.dispatch({ type: 'chat/toolCallConfirmed', turnId: this.id, toolCallId, ...decision });
    return asked;
  }
}

const ENDS = ['chat/turnComplete', 'chat/turnCancelled'];

/** The text that the model answered. */
export const textOf = ({ responseParts }: Turn): string =>
  responseParts.flatMap(({ kind, content }) => (kind === 'markdown' ? [content] : [])).join('');

/** What was done by tools. */
export const toolCallsOf = ({ responseParts }: Turn): readonly Record<string, unknown>[] =>
  responseParts.flatMap(({ toolCall }) => (toolCall === undefined ? [] : [toolCall]));

import { isDeepStrictEqual } from 'node:util';
import { kindOf, type Message } from '../support/exchange.js';
import type { SocketClient } from '../support/socket-client.js';
import { until } from '../support/until.js';

interface Item {
  readonly id: string;
  readonly completedAtMs?: number | null;
}
interface Turn {
  readonly id: string;
  readonly status: string;
  readonly items: readonly Item[];
}
interface V1Event {
  readonly type: string;
  readonly message?: string;
}

/** What a client knows of a turn: how it has ended, and the items that are complete, in their order. */
interface Told {
  readonly id: string;
  status: string;
  readonly items: string[];
}

const APPROVALS = ['item/commandExecution/requestApproval', 'execCommandApproval'];

/** A client of one conversation, in one of the two protocols. */
export abstract class StoryClient {
  protected begun = 0;
  readonly #answered = new Set<unknown>();

  protected constructor(
    readonly conversationId: string,
    readonly connection: SocketClient,
  ) {}

  /** Starts a turn, or joins the running one. */
  abstract say(text: string): Promise<Message>;
  abstract interrupt(): Promise<void>;
  /** Throws unless what the client was told is what the history says. */
  abstract check(): Promise<void>;
  /** Whether it has been told that the turn which answers this text has ended. */
  abstract hasSeen(text: string): boolean;

  get messages(): readonly Message[] {
    return this.connection.received;
  }

  /** What came after the client has joined. */
  protected get later(): readonly Message[] {
    return this.messages.slice(this.begun);
  }

  /** Answers an open approval. False when none is open. */
  answer(accept: boolean): boolean {
    const asked = this.messages.find(
      (m) => kindOf(m) === 'request' && APPROVALS.includes(m.method ?? '') && !this.#answered.has(m.id),
    );
    if (!asked) return false;
    this.#answered.add(asked.id);
    const v1 = asked.method === 'execCommandApproval';
    const decision = v1 ? (accept ? 'approved' : 'denied') : accept ? 'accept' : 'decline';
    this.connection.send({ id: asked.id, result: { decision } });
    return true;
  }

  /** The reply, or undefined when the connection ends first. */
  async call(method: string, params: object): Promise<Message | undefined> {
    return Promise.race([
      this.connection.call(method, params).catch(() => undefined),
      this.connection.closed.then(() => undefined),
    ]);
  }
}

export class ThreadStory extends StoryClient {
  #first: readonly Turn[] = [];

  static async join(connection: SocketClient, threadId: string): Promise<ThreadStory | undefined> {
    const client = new ThreadStory(threadId, connection);
    const info = { clientInfo: { name: 'v2', version: '1' }, capabilities: { experimentalApi: true } };
    if (!(await client.call('initialize', info))) return undefined;
    const reply = await client.call('thread/resume', { threadId });
    if (!reply) return undefined;
    if (reply.error) throw new Error(`thread/resume: ${JSON.stringify(reply.error)}`);
    client.#first = (reply.result as { thread: { turns: Turn[] } }).thread.turns;
    client.begun = client.messages.indexOf(reply) + 1;
    return client;
  }

  async say(text: string): Promise<Message> {
    const params = { threadId: this.conversationId, input: [{ type: 'text', text }] };
    return (await this.call('turn/start', params)) ?? {};
  }

  async interrupt(): Promise<void> {
    const running = this.#story().find(({ status }) => status === 'inProgress');
    if (running) await this.call('turn/interrupt', { threadId: this.conversationId, turnId: running.id });
  }

  hasSeen(text: string): boolean {
    const ended = new Set(this.#story().flatMap(({ id, status }) => (status === 'inProgress' ? [] : [id])));
    return this.later.some(({ method, params }) => {
      const { item, turnId } = (params ?? {}) as { item?: { text?: string }; turnId?: string };
      return method === 'item/completed' && item?.text === `answer to ${text}` && ended.has(turnId ?? '');
    });
  }

  async check(): Promise<void> {
    const reply = await this.call('thread/read', { threadId: this.conversationId, includeTurns: true });
    const turns = (reply?.result as { thread: { turns: Turn[] } } | undefined)?.thread.turns ?? [];
    const history = turns.map(({ id, status, items }) => ordered({ id, status, items: items.map((item) => item.id) }));
    const story = this.#story().map(ordered);
    const at = Array.from({ length: Math.max(story.length, history.length) }, (_, n) => n);
    const differs = at.find((n) => !isDeepStrictEqual(story[n], history[n]));
    if (differs === undefined) return;
    const [told, read] = [JSON.stringify(story[differs]), JSON.stringify(history[differs])];
    throw new Error(`v2: turn ${differs} of ${history.length} was told as ${told}, and the history has ${read}`);
  }

  #story(): Told[] {
    const story = this.#first.map(({ id, status, items }): Told => {
      const complete = items.filter(({ completedAtMs }) => status !== 'inProgress' || completedAtMs !== null);
      return { id, status, items: complete.map((item) => item.id) };
    });
    const known = (id: string): Told => {
      const told = story.find((turn) => turn.id === id);
      if (!told) throw new Error(`v2: turn ${id} was not begun`);
      return told;
    };
    for (const { method, params } of this.later) {
      const { turn, turnId = '', item } = (params ?? {}) as { turn?: Turn; turnId?: string; item?: Item };
      if (method === 'turn/started' && turn) {
        if (story.some(({ id }) => id === turn.id)) throw new Error(`v2: turn ${turn.id} was begun twice`);
        story.push({ id: turn.id, status: turn.status, items: [] });
      } else if (method === 'turn/completed' && turn) {
        const told = known(turn.id);
        if (told.status !== 'inProgress') throw new Error(`v2: turn ${turn.id} has ended twice`);
        told.status = turn.status;
      } else if (method === 'item/completed' && item) {
        const { items } = known(turnId);
        if (items.includes(item.id)) throw new Error(`v2: item ${item.id} was completed twice`);
        items.push(item.id);
      }
    }
    return story;
  }
}

/** A message that waited for the model when a process died gets its place in the history from the next one: after the other items of its turn. */
const ordered = ({ id, status, items }: Told): Told => ({
  id,
  status,
  items: status === 'interrupted' ? [...items].sort() : items,
});

export class ConversationStory extends StoryClient {
  #first: readonly V1Event[] = [];

  static async join(connection: SocketClient, conversationId: string): Promise<ConversationStory | undefined> {
    const client = new ConversationStory(conversationId, connection);
    if (!(await client.call('initialize', { clientInfo: { name: 'v1', version: '1' } }))) return undefined;
    const revived = await client.call('resumeConversation', { conversationId });
    if (revived?.error) throw new Error(`resumeConversation: ${JSON.stringify(revived.error)}`);
    const reply = revived && (await client.call('addConversationListener', { conversationId }));
    if (!reply) return undefined;
    if (reply.error) throw new Error(`addConversationListener: ${JSON.stringify(reply.error)}`);
    client.#first = (revived.result as { initialMessages: V1Event[] }).initialMessages;
    client.begun = client.messages.indexOf(reply) + 1;
    return client;
  }

  async say(text: string): Promise<Message> {
    const params = { conversationId: this.conversationId, items: [{ type: 'text', data: { text } }] };
    return (await this.call('sendUserMessage', params)) ?? {};
  }

  async interrupt(): Promise<void> {
    // Without a turn there is no answer that says more.
    await this.call('interruptConversation', { conversationId: this.conversationId });
  }

  hasSeen(text: string): boolean {
    const events = this.#events();
    const at = events.findIndex(({ message }) => message === `answer to ${text}`);
    return at >= 0 && events.slice(at).some(({ type }) => type === 'task_complete');
  }

  async check(): Promise<void> {
    let runs = false;
    const events = this.#events();
    for (const [n, { type }] of events.entries()) {
      if (type === 'task_started') {
        if (runs) throw new Error('v1: a turn has begun within another one');
        runs = true;
      } else if (type === 'task_complete' || type === 'turn_aborted') {
        // A turn that ran when the client came may have been begun for it before.
        if (!runs && n > 0) throw new Error(`v1: ${type} without a turn: ${events.map((e) => e.type).join(' ')}`);
        runs = false;
      }
    }
    if (runs) throw new Error('v1: a turn has no end');
    const reply = await this.call('resumeConversation', { conversationId: this.conversationId });
    const said = (all: readonly V1Event[]) => all.filter(({ type }) => type === 'agent_message').map((e) => e.message);
    const history = said((reply?.result as { initialMessages: V1Event[] } | undefined)?.initialMessages ?? []);
    const told = said([...this.#first, ...events]);
    if (!isDeepStrictEqual(told, history))
      throw new Error(`v1: told ${JSON.stringify(told)}, and the history is ${JSON.stringify(history)}`);
  }

  #events(): V1Event[] {
    return this.later.flatMap(({ method, params }) =>
      method?.startsWith('codex/event/') ? [(params as { msg: V1Event }).msg] : [],
    );
  }
}

/** Waits for the end of a turn that answers this text. */
export const untilSeen = (client: StoryClient, text: string): Promise<boolean> =>
  until(
    `the answer to ${text}`,
    () => {
      client.answer(true);
      return client.hasSeen(text);
    },
    30_000,
  );

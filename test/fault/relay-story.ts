import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { startListening } from '../support/listening.js';
import { readRollout } from '../support/rollout.js';
import { type Scratch, scratchFolder } from '../support/scratch.js';
import type { Server } from '../support/server.js';
import { SocketClient } from '../support/socket-client.js';
import { ConversationStory, type StoryClient, ThreadStory, untilSeen } from './relay-client.js';
import { AskedModel } from './relay-model.js';

const SERVERS = 3;
const CLIENTS = 10;
const STEPS = 30;
const KILLS = 3;

/**
 * Three servers and ten clients with one conversation: messages, interrupts, approvals, kills of servers and new connections, as the seed has it. In the end
 * every client was told what the rollout says, and nothing was lost or done twice.
 */
export async function relayStory(seed: number): Promise<void> {
  await using home = await scratchFolder('home');
  await using model = await AskedModel.start();
  await using story = new Story(home, model, randomFrom(seed));
  await story.begin();
  for (let step = 0; step < STEPS; step++) await story.step();
  await story.end();
}

type Random = (below: number) => number;

class Story implements AsyncDisposable {
  readonly #servers: Server[] = [];
  readonly #clients: (StoryClient | undefined)[] = [];
  readonly #sent = new Map<string, 'accepted' | 'unknown'>();
  readonly #underWay: Promise<void>[] = [];
  #conversationId = '';
  #path = '';
  #started = 0;
  #kills = 0;
  #said = 0;

  constructor(
    readonly home: Scratch,
    readonly model: AskedModel,
    readonly random: Random,
  ) {}

  async begin(): Promise<void> {
    await this.home.write('config.toml', this.model.config());
    for (let n = 0; n < SERVERS; n++) this.#servers.push(await this.#start());
    await using first = await this.#connect();
    await first.request('initialize', { clientInfo: { name: 'first', version: '1' } });
    const { thread } = await first.request<{ thread: { id: string; path: string } }>('thread/start', {});
    this.#conversationId = thread.id;
    this.#path = thread.path;
    for (let n = 0; n < CLIENTS; n++) await this.#join(n);
  }

  /** One thing that somebody does. */
  async step(): Promise<void> {
    const n = this.random(CLIENTS);
    const client = this.#clients[n];
    const what = this.random(20);
    if (!client) return this.#join(n);
    if (what < 8) this.#underWay.push(this.#say(client));
    else if (what < 10) this.#underWay.push(client.interrupt());
    else if (what < 14) client.answer(this.random(2) === 0);
    else if (what < 17) this.model.release();
    else if (what < 18) {
      await client.connection[Symbol.asyncDispose]();
      await this.#join(n);
    } else if (this.#kills++ < KILLS) await this.#kill(this.random(SERVERS));
    // Not to wait for something: so that things meet in other ways.
    await pause(this.random(4) * 10);
  }

  async end(): Promise<void> {
    this.model.open();
    for (let n = 0; n < CLIENTS; n++) if (!this.#clients[n]) await this.#join(n);
    const clients = this.#clients.flatMap((client) => client ?? []);
    expect(clients).toHaveLength(CLIENTS);
    // What was sent before may still wait for approvals.
    const answering = setInterval(() => clients.map((client) => client.answer(true)), 20);
    try {
      // One that came after the last message would be answered in its place, or would end its turn.
      await Promise.all(this.#underWay);
      const text = 'the last';
      const reply = await clients[0]?.say(text);
      expect(reply?.error).toBeUndefined();
      this.#sent.set(text, 'accepted');
      for (const client of clients) await untilSeen(client, text);
      for (const client of clients) await client.check();
    } finally {
      clearInterval(answering);
    }
    await this.#checkRollout();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) await client?.connection[Symbol.asyncDispose]();
    await Promise.all(this.#servers.map((server) => server[Symbol.asyncDispose]()));
  }

  async #checkRollout(): Promise<void> {
    const lines = await readRollout(this.#path);
    const ordinals = lines.map((line) => (line as unknown as { ordinal: number }).ordinal);
    expect(ordinals).toEqual(ordinals.map((_, n) => n)); // two writers would number twice
    const said = lines.flatMap(({ type, payload }) =>
      type === 'event_msg' && payload.type === 'user_message' ? [String(payload.message)] : [],
    );
    for (const [text, outcome] of this.#sent) {
      const times = said.filter((other) => other === text).length;
      if (outcome === 'accepted') expect(times, text).toBe(1);
      else expect(times, text).toBeLessThanOrEqual(1);
    }
  }

  async #say(client: StoryClient): Promise<void> {
    const text = `m${this.#said++}${['', ' slow', ' ask'][this.random(3)]}`;
    this.#sent.set(text, 'unknown');
    const { error, result } = await client.say(text);
    // No error when the owner of the conversation ends at that very moment, but when the client's own server does.
    if (error) expect(error.data).toMatchObject({ code: 'shutting_down' });
    if (result) this.#sent.set(text, 'accepted');
  }

  async #kill(n: number): Promise<void> {
    const server = this.#servers[n] as Server;
    // Now and then it ends in good order.
    server.kill(this.random(3) === 0 ? 'SIGTERM' : 'SIGKILL');
    const [next] = await Promise.all([this.#start(), server.exit]);
    this.#servers[n] = next;
    await server[Symbol.asyncDispose]();
  }

  #start(): Promise<Server> {
    const path = join(this.home.path, `s${this.#started++}.sock`);
    return startListening({ home: this.home.path, listen: [`unix://${path}`], deadlineMs: 60_000 });
  }

  /** To one of the servers that live. */
  async #connect(): Promise<SocketClient> {
    for (;;) {
      const { spawnargs } = (this.#servers[this.random(SERVERS)] as Server).child;
      const address = spawnargs.find((arg) => arg.startsWith('unix://')) as string;
      try {
        return await SocketClient.connect(address.slice('unix://'.length));
      } catch {
        await pause(10); // it was killed, and the next one starts
      }
    }
  }

  async #join(n: number): Promise<void> {
    this.#clients[n] = undefined;
    const connection = await this.#connect();
    void connection.closed.then(() => {
      if (this.#clients[n]?.connection === connection) this.#clients[n] = undefined;
    });
    const joined = await (n % 2 === 0 ? ThreadStory : ConversationStory).join(connection, this.#conversationId);
    if (joined && connection.socket.readyState === connection.socket.OPEN) this.#clients[n] = joined;
  }
}

/** Numbers that look random and are the same for the same seed. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

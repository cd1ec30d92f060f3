import type { EventBody } from '../../domain/events.js';
import { userMessage } from '../../domain/history-item.js';
import { hookPromptText } from '../../domain/injected-text.js';
import { type HookPrompt, textsOf, type UserMessage } from '../../domain/item.js';
import { type ConversationRecord, eventRecord, historyRecord, type QueuedInput } from '../../domain/record.js';
import { messageRecords } from '../history/user-input.js';
import { contextsOf, inOrder } from './hooked-call.js';
import type { TurnHost } from './host.js';
import { contextRecord } from './sampling.js';
import type { EndedRun, TurnHooks } from './turn-hooks.js';

/** How often hooks can make the model continue in one turn (C492). */
const MAX_CONTINUATIONS = 20;

export interface PromptHooksOptions {
  readonly host: Pick<TurnHost, 'queue' | 'hooks' | 'commit' | 'clock' | 'ids'>;
  readonly hooks: TurnHooks;
  /** The messages of the turn wait in the queue. */
  readonly held: boolean;
  readonly over: () => boolean;
  readonly shown: (message: UserMessage) => EventBody[];
}

/** Hooks at the start of a conversation, before a message joins the history, and before a turn ends. */
export class PromptHooks {
  readonly #options: PromptHooksOptions;
  #continuations = 0;

  constructor(options: PromptHooksOptions) {
    this.#options = options;
  }

  /** Only `admit` adds messages to the history. */
  get inForce(): boolean {
    const { held, hooks } = this.#options;
    return held || hooks.runAt('UserPromptSubmit');
  }

  /** Tells hooks that the conversation has begun. False when one of them ends the turn: then the messages that wait are dropped. */
  async start(): Promise<boolean> {
    const { host, hooks } = this.#options;
    const { session } = host.hooks;
    const source = session.begun;
    session.begun = undefined;
    if (source === undefined) return true;
    const ended = await hooks.run({ event: 'SessionStart', names: [source], input: { source } });
    await this.#commit(contextsOf(ended).map(contextRecord), []);
    const stop = inOrder(ended).find(({ outcome }) => outcome.status === 'stopped');
    if (!stop) return true;
    for (const input of host.queue.splice(0)) await this.#drop(input, [stop]);
    return false;
  }

  /** Adds the queued messages that hooks let through. Returns whether there were any. */
  async admit(): Promise<boolean> {
    const { host, hooks, shown, over } = this.#options;
    let admitted = false;
    for (let input = host.queue[0]; input && !over(); input = host.queue[0]) {
      const prompt = textsOf(input.message).join('');
      const ended = await hooks.run({ event: 'UserPromptSubmit', input: { prompt } });
      if (over()) break;
      host.queue.shift();
      const refusals = ended.filter(({ outcome }) => ['blocked', 'stopped'].includes(outcome.status));
      try {
        if (refusals.length > 0) await this.#drop(input, refusals);
        else await host.commit(messageRecords(input, input.id), shown(input.message));
      } catch (e) {
        host.queue.unshift(input);
        throw e;
      }
      admitted ||= refusals.length === 0;
      await this.#commit(contextsOf(ended).map(contextRecord), []);
    }
    return admitted;
  }

  /** Whether a hook makes the model continue after its last message; its reason is then in the history. */
  async runStopHooks(lastMessage: string | null): Promise<boolean> {
    const { host, hooks, over } = this.#options;
    const input = { stop_hook_active: this.#continuations > 0, last_assistant_message: lastMessage };
    const ended = await hooks.run({ event: 'Stop', input });
    const blocks = inOrder(ended).filter(({ outcome }) => outcome.status === 'blocked');
    if (over() || blocks.length === 0 || ended.some(({ outcome }) => outcome.status === 'stopped')) return false;
    if (this.#continuations === MAX_CONTINUATIONS) {
      await this.#commit([], [{ type: 'note', message: TOO_OFTEN }]);
      return false;
    }
    this.#continuations++;
    const now = host.clock.now();
    const fragments = blocks.map(({ run, outcome }) => ({ text: outcome.feedback ?? '', hookRunId: run.id }));
    const item: HookPrompt = { type: 'hook-prompt', id: host.ids.item(), startedAt: now, completedAt: now, fragments };
    const message = userMessage(fragments.map((one) => ({ type: 'input_text', text: hookPromptText(one) })));
    await this.#commit(
      [historyRecord(message), eventRecord({ type: 'item-completed', item })],
      [
        { type: 'item-started', item },
        { type: 'item-completed', item },
      ],
    );
    return true;
  }

  /** The message stays on disk and is no part of the history. */
  async #drop(input: QueuedInput, refusals: readonly EndedRun[]): Promise<void> {
    const reasons = inOrder(refusals).flatMap(({ run }) =>
      run.entries.filter(({ kind }) => kind === 'feedback' || kind === 'stop').map(({ text }) => text),
    );
    const why = reasons.length > 0 ? `: ${reasons.join('; ')}` : '.';
    const nothing = { type: 'message', role: 'system', content: [] } as const;
    await this.#commit(
      [{ type: 'history', item: { ...nothing, content: [] }, queuedAs: input.id }],
      [{ type: 'note', message: `A hook has stopped your message${why}` }],
    );
  }

  async #commit(records: readonly ConversationRecord[], events: readonly EventBody[]): Promise<void> {
    if (records.length + events.length > 0 && !this.#options.over()) await this.#options.host.commit(records, events);
  }
}

const TOO_OFTEN = `Hooks have made the model go on ${MAX_CONTINUATIONS} times; the turn ends.`;

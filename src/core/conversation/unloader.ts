import type { Conversation } from './conversation.js';

/** Unloads conversations that no client has and in which nothing happens. */
export class Unloader {
  readonly #unload: (conversation: Conversation) => Promise<void>;
  readonly #timers = new Map<Conversation, NodeJS.Timeout>();

  constructor(unload: (conversation: Conversation) => Promise<void>) {
    this.#unload = unload;
  }

  /** Nothing happens in the conversation at this moment. The waiting time starts again. */
  idle(conversation: Conversation): void {
    clearTimeout(this.#timers.get(conversation));
    this.#timers.delete(conversation);
    const { unloadAfterSeconds } = conversation.settings;
    if (conversation.closed || conversation.ephemeral) return;
    const timer = setTimeout(() => this.#due(conversation), unloadAfterSeconds * 1000).unref();
    this.#timers.set(conversation, timer);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #due(conversation: Conversation): void {
    this.#timers.delete(conversation);
    if (conversation.closed || conversation.subscribers.anyone) return;
    if (conversation.hasWork) this.idle(conversation);
    else this.#unload(conversation).catch(() => {});
  }
}

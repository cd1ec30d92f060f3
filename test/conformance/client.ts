import { eventOf, type Message } from '../support/exchange.js';
import type { Server } from '../support/server.js';

/** What the scenarios do with a server. */
export class Client {
  conversationId = '';

  constructor(readonly server: Server) {}

  call(method: string, params?: unknown): Promise<Message> {
    return this.server.call(method, params);
  }

  async initialize(): Promise<void> {
    await this.call('initialize', { clientInfo: { name: 'conformance', title: 'Conformance', version: '1' } });
    this.server.notify('initialized');
  }

  /** A conversation with a listener, in the working directory. */
  async begin(params: Record<string, unknown> = {}): Promise<void> {
    await this.initialize();
    await this.converse(params);
  }

  /** The same for a server that is initialised; later calls are for this conversation. */
  async converse(params: Record<string, unknown> = {}): Promise<void> {
    const reply = await this.call('newConversation', { cwd: this.server.work, ...params });
    const { conversationId } = reply.result as { conversationId: string };
    this.conversationId = conversationId;
    await this.call('addConversationListener', { conversationId });
  }

  send(text: string): Promise<Message> {
    return this.call('sendUserMessage', { conversationId: this.conversationId, items: [item(text)] });
  }

  sendTurn(text: string, settings: Record<string, unknown>): Promise<Message> {
    const { conversationId } = this;
    return this.call('sendUserTurn', { conversationId, items: [item(text)], ...settings });
  }

  async event(type: string): Promise<Record<string, unknown>> {
    return eventOf(await this.server.next(type))?.msg ?? {};
  }

  /** One whole turn. */
  async turn(text: string): Promise<void> {
    await this.send(text);
    await this.event('task_complete');
  }

  interrupt(): Promise<Message> {
    return this.call('interruptConversation', { conversationId: this.conversationId });
  }
}

const item = (text: string) => ({ type: 'text', data: { text } });

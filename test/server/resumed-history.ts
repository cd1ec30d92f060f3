import { appendFile } from 'node:fs/promises';
import { eventOf } from '../support/exchange.js';
import { type Behaviour, startRawPeer, stream, whole } from '../support/raw-peer.js';
import { startServer } from '../support/server.js';

export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
export const call = (name: string, args: string, call_id = 'call_1') => ({
  type: 'function_call',
  name,
  arguments: args,
  call_id,
});
export const output = (call_id = 'call_1') => ({ type: 'function_call_output', call_id, output: 'ok' });
export const user = (...content: object[]) => ({ type: 'message', role: 'user', content });
export const text = (of: string) => ({ type: 'input_text', text: of });
export const picture = (image_url: string) => ({ type: 'input_image', image_url });
export const sealed = { type: 'reasoning', summary: [], content: null, encrypted_content: 'sealed' };

export type Item = Record<string, unknown>;

const chunks = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`;

const SAYS = { responses: whole, chat: chunks };

/** A turn of a conversation that was resumed with these items in its history. */
export async function resumed(items: object[], behaviours: Behaviour[] = [], wire: 'responses' | 'chat' = 'responses') {
  const says = SAYS[wire];
  await using peer = await startRawPeer([stream(says('one')), ...behaviours, stream(says('two'))]);
  const config = `model = "m"\nmodel_provider = "mock"\n[model_providers.mock]\nname = "Mock"\nbase_url = "${peer.url}"\nwire_api = "${wire}"\nrequest_max_retries = 0\nstream_max_retries = 0\n`;
  await using first = await startServer({ config });
  await first.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const begun = await first.request<{ conversationId: string; rolloutPath: string }>('newConversation', {});
  const say = async (conversationId: string) => {
    await first.request('addConversationListener', { conversationId });
    await first.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'hi' } }] });
    return eventOf(await first.next('task_complete'))?.msg.last_agent_message;
  };
  await say(begun.conversationId);
  const lines = items.map((payload) =>
    JSON.stringify({ timestamp: '2025-10-01T00:00:00.000Z', type: 'response_item', payload }),
  );
  await appendFile(begun.rolloutPath, lines.map((line) => `${line}\n`).join(''));
  await using second = await startServer({ config, home: first.home });
  await second.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  first.closeInput();
  await first.exit;
  const { conversationId } = await second.request<{ conversationId: string }>('resumeConversation', {
    path: begun.rolloutPath,
  });
  await second.request('addConversationListener', { conversationId });
  const turn = async () => {
    await second.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go on' } }] });
    return eventOf(await second.next('task_complete'))?.msg.last_agent_message;
  };
  const messages = [await turn(), await turn()];
  return {
    messages,
    notes: second.received('background_event').map((message) => String(eventOf(message)?.msg.message)),
    bodies: peer.requests.slice(1).map(({ body }) => body),
    /** Empty on the Chat wire, as messages are on the other one. */
    inputs: peer.requests.slice(1).map(({ body }) => (JSON.parse(body).input ?? []) as Item[]),
    chats: peer.requests.slice(1).map(({ body }) => (JSON.parse(body).messages ?? []) as Item[]),
  };
}

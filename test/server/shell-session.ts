import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { type Server, type ServerOptions, startServer } from '../support/server.js';

export const shell = (command: string[], args: object = {}, callId = 'call_1') => ({
  name: 'shell',
  args: { command, ...args },
  callId,
});

/** A conversation whose policies allow everything by default. */
export async function session(
  replies: readonly PeerReply[],
  params: object = {},
  { config = '', ...options }: ServerOptions = {},
) {
  const home = await scratchFolder('home');
  const peer = await startModelPeer(replies);
  const server = await startServer({ home: home.path, ...options, config: `${peer.config()}${config}` });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const created = await server.request<{ conversationId: string; rolloutPath: string }>('newConversation', {
    approvalPolicy: 'untrusted',
    sandbox: 'danger-full-access',
    ...params,
  });
  const { conversationId, rolloutPath } = created;
  await server.request('addConversationListener', { conversationId });
  return {
    server,
    peer,
    home: home.path,
    conversationId,
    rolloutPath,
    say: (text = 'go') =>
      server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text } }] }),
    outputs: () =>
      peer.requests
        .at(-1)
        ?.body.input.filter((item) => item.type.endsWith('_output'))
        .map((item) => item.output),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

export const decide = (server: Server, decision: string) =>
  server.onServerRequest('execCommandApproval', () => ({ decision }));

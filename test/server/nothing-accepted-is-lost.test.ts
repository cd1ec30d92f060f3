import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAppServer } from '../../src/server/library.js';
import { textsIn } from '../support/history.js';
import { InProcessClient } from '../support/in-process-client.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';

const PATCH = '*** Begin Patch\n*** Add File: made.txt\n+made\n*** End Patch';
const SLEEP = { name: 'shell', args: { command: ['sleep', '30'] }, callId: 'slow' };

interface Started {
  conversationId: string;
  rolloutPath: string;
}

const CONFIG = ['model_provider = "scripted"', 'approval_policy = "never"', 'sandbox_mode = "danger-full-access"'].join(
  '\n',
);

async function started(replies: readonly object[]) {
  const home = await scratchFolder('home');
  const script = await home.write('script.json', JSON.stringify(replies));
  const start = () => startServer({ home: home.path, config: CONFIG, env: { TURNWIRE_SCRIPT: script } });
  return { home, start, [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() };
}

const say = (conversationId: string, text: string) => ({ conversationId, items: [{ type: 'text', data: { text } }] });

// A tool that has finished is in the rollout and in the next request, however the turn ends after it.
test.each([
  ['a patch', { name: 'shell', args: { command: ['apply_patch', PATCH] }, callId: 'done' }, 'patch_apply_end'],
  ['a command', { name: 'shell', args: { command: ['echo', 'hi'] }, callId: 'done' }, 'exec_command_end'],
  [
    'a plan',
    { name: 'update_plan', args: { plan: [{ step: 's', status: 'pending' }] }, callId: 'done' },
    'plan_update',
  ],
])('%s that has finished before an interrupt or a kill is known afterwards', async (_, call, end) => {
  for (const how of ['interrupt', 'kill'] as const) {
    const first =
      call.name === 'apply_patch' ? { name: 'shell', args: { command: ['apply_patch', PATCH] }, callId: 'done' } : call;
    await using s = await started([{ text: 'I begin.', calls: [first, SLEEP] }, { text: 'later' }]);
    const server = await s.start();
    await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
    const { conversationId, rolloutPath } = await server.request<Started>('newConversation', { includePlanTool: true });
    await server.request('addConversationListener', { conversationId });
    await server.request('sendUserMessage', say(conversationId, 'go'));
    await server.next(end);
    await server.until('the slow command runs', () => slowBegan(server.received('exec_command_begin')));
    if (how === 'interrupt') await server.request('interruptConversation', { conversationId });
    else server.kill('SIGKILL');
    if (how === 'interrupt') server.closeInput();
    await server.exit;
    const items = await textsIn(rolloutPath);
    expect(items.filter((item) => item.startsWith('output done'))).toHaveLength(1);
    expect(items.find((item) => item.startsWith('output done'))).not.toContain('unknown');
    expect(items).toContain('assistant I begin.');
    expect(items.filter((item) => item.startsWith('call slow'))).toHaveLength(1);
    if (how === 'interrupt') expect(items.find((item) => item.startsWith('output slow'))).toContain('unknown');
  }
});

const slowBegan = (messages: readonly { params?: unknown }[]): boolean =>
  messages.some(({ params }) => (params as { msg: { call_id: string } }).msg.call_id === 'slow');

test.each([
  ['a text', 'remember me'],
  ['a long text', 'x'.repeat(3_000_000)],
])('%s that was accepted while a turn runs survives kill -9 right after its reply', async (_, text) => {
  await using s = await started([{ deltas: ['working'], cut: 3, hold: true }]);
  const server = await s.start();
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const { conversationId, rolloutPath } = await server.request<Started>('newConversation', {});
  await server.request('sendUserMessage', say(conversationId, 'go'));
  await server.request('sendUserMessage', say(conversationId, text));
  server.kill('SIGKILL');
  await server.exit;
  await using again = await s.start();
  await again.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  await again.request('resumeConversation', { path: rolloutPath });
  again.closeInput();
  await again.exit;
  expect((await textsIn(rolloutPath)).filter((item) => item === `user ${text}`)).toHaveLength(1);
});

test.each(['turnwire/closeConversation', 'archiveConversation'])(
  'queued messages, an interrupt and %s in one write: no message is lost',
  async (method) => {
    await using s = await started([{ deltas: ['working'], cut: 3, hold: true }]);
    await using server = await s.start();
    await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
    const { conversationId, rolloutPath } = await server.request<Started>('newConversation', {});
    await server.request('sendUserMessage', say(conversationId, 'first'));
    for (const text of ['second', 'third']) {
      server.send({ id: text, method: 'sendUserMessage', params: say(conversationId, text) });
    }
    server.send({ id: 'i', method: 'interruptConversation', params: { conversationId } });
    await server.request(method, { conversationId, rolloutPath });
    const path =
      method === 'archiveConversation' ? rolloutPath.replace(/sessions\/.*\//, 'archived_sessions/') : rolloutPath;
    const users = (await textsIn(path)).filter((item) => item.startsWith('user ') && !item.includes('<'));
    expect(users).toEqual(['user first', 'user second', 'user third']);
  },
);

const action = fc.constantFrom('send', 'send', 'send', 'interrupt', 'close', 'resume', 'archive', 'compact', 'wait');

test('walks of pipelined requests lose no message that was accepted, and double none', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 25 }), async (actions) => {
      await using home = await scratchFolder('walk');
      const reply = { deltas: ['a', 'b', 'c'], pace: 1 };
      const script = await home.write('script.json', JSON.stringify(new Array(60).fill(reply)));
      const server = createAppServer({
        home: home.path,
        cwd: home.path,
        env: { PATH: process.env.PATH, TURNWIRE_SCRIPT: script },
        config: { model_provider: 'scripted', approval_policy: 'never', sandbox_mode: 'danger-full-access' },
      });
      const client = await InProcessClient.start(server);
      const { conversationId, rolloutPath } = await client.request<Started>('newConversation', {});
      const sent = new Map<string, string>();
      let path = rolloutPath;
      for (const [n, what] of actions.entries()) {
        const id = `a${n}`;
        if (what === 'send') {
          sent.set(id, `message ${n}.`);
          client.send({ id, method: 'sendUserMessage', params: say(conversationId, `message ${n}.`) });
        } else if (what === 'interrupt')
          client.send({ id, method: 'interruptConversation', params: { conversationId } });
        else if (what === 'close')
          client.send({ id, method: 'turnwire/closeConversation', params: { conversationId } });
        else if (what === 'compact')
          client.send({ id, method: 'turnwire/compactConversation', params: { conversationId } });
        else if (what === 'resume') client.send({ id, method: 'resumeConversation', params: { path } });
        else if (what === 'archive') {
          client.send({ id, method: 'archiveConversation', params: { conversationId, rolloutPath: path } });
          await client.until((m) => m.id === id);
          if (client.received.some((m) => m.id === id && m.result !== undefined)) {
            path = path.replace(/sessions\/.*\//, 'archived_sessions/');
          }
        } else await new Promise((resolve) => setTimeout(resolve, 2));
      }
      await client.leave();
      await server.close();
      const accepted = [...sent].filter(([id]) => client.received.some((m) => m.id === id && m.result !== undefined));
      const items = await textsIn(path);
      for (const [, text] of accepted) expect(items.filter((item) => item === `user ${text}`)).toHaveLength(1);
    }),
    { numRuns: 150 },
  );
}, 300_000);

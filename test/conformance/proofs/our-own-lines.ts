import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { startModelPeer } from '../../support/model-peer.js';
import { brief } from '../../support/model-request.js';
import { scratchFolder } from '../../support/scratch.js';
import { OURS, startServer } from '../../support/server.js';
import { until } from '../../support/until.js';
import { type Proof, SCRATCH } from '../proof.js';

interface Revived {
  readonly conversationId: string;
  readonly rolloutPath: string;
  readonly initialMessages: readonly { readonly type: string; readonly message?: string }[];
}

/** Lines and members that only this server writes. */
const OWN = ['"turnwire_origin":', '"type":"turnwire_queued_input"', '"turnwire_queued_input_id":'];

export default {
  name: 'the other passes over lines and members of ours',
  async run(reference) {
    await using home = await scratchFolder('home', SCRATCH);
    await using work = await scratchFolder('work', SCRATCH);
    await using peer = await startModelPeer([
      { reasoning: 'thinking', text: 'uno', wire: { pauseBefore: 'response.completed' } },
      { text: 'dos' },
      { text: 'tres' },
    ]);
    await home.write('config.toml', peer.config());
    const open = async (command: readonly string[]) => {
      const server = await startServer({ command, home: home.path, cwd: work.path, validate: false });
      await server.request('initialize', { clientInfo: { name: 'conformance', version: '1' } });
      server.notify('initialized');
      return server;
    };
    const say = (words: string) => [{ type: 'text', data: { text: words } }];

    const ours = await open(OURS);
    const begun = await ours.request<Revived>('newConversation', { cwd: work.path });
    const { conversationId, rolloutPath } = begun;
    await ours.request('addConversationListener', { conversationId });
    await ours.request('sendUserMessage', { conversationId, items: say('one') });
    await ours.next('agent_message');
    // While the turn runs, it is a separate line; it becomes part of the history with the next request.
    await ours.request('sendUserMessage', { conversationId, items: say('two') });
    peer.release();
    await ours.next('task_complete');
    await ours[Symbol.asyncDispose]();
    const written = readFileSync(rolloutPath, 'utf8');
    for (const own of OWN) match(written, new RegExp(own));

    const theirs = await open([reference, 'app-server']);
    const { items } = await theirs.request<{ items: { conversationId: string; preview: string }[] }>(
      'listConversations',
      {},
    );
    deepStrictEqual(
      items.map((item) => [item.conversationId, item.preview]),
      [[conversationId, 'one']],
    );
    const overrides = { cwd: work.path };
    const revived = await theirs.request<Revived>('resumeConversation', { path: rolloutPath, overrides });
    strictEqual(revived.conversationId, conversationId);
    const told = revived.initialMessages.flatMap(({ type, message }) =>
      type.endsWith('_message') && message ? [message] : [],
    );
    deepStrictEqual(told, ['one', 'uno', 'two', 'dos']);
    await theirs.request('addConversationListener', { conversationId });
    await theirs.request('sendUserMessage', { conversationId, items: say('three') });
    await theirs.next('task_complete');
    const input = (peer.requests.at(-1)?.body.input ?? []).map(brief);
    deepStrictEqual(
      input.filter((text) => /^(user|assistant): (?!environment)/.test(text)),
      ['user: one', 'assistant: uno', 'user: two', 'assistant: dos', 'user: three'],
    );
    await until('the end of the turn in the rollout', () => readFileSync(rolloutPath, 'utf8').includes('tres'));
    await theirs[Symbol.asyncDispose]();
    // What was there is there still, byte for byte.
    strictEqual(readFileSync(rolloutPath, 'utf8').slice(0, written.length), written);
  },
} satisfies Proof;

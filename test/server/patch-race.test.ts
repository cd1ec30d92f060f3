import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';
import { FILES, PATCHES, SWAP } from '../support/swapped-folder.js';
import { tree } from '../tools/apply-patch/support.js';

/** How long to try; a minute by hand now and then. */
const SECONDS = Number(process.env.RACE_SECONDS ?? 6);
/** Patches of one turn. */
const CALLS = 40;

interface Created {
  readonly conversationId: string;
}

const calls = (turn: number): PeerReply['calls'] =>
  Array.from({ length: CALLS }, (_, n) => ({
    name: 'shell',
    args: { command: ['apply_patch', PATCHES[n % PATCHES.length] ?? ''] },
    callId: `${turn}-${n}`,
  }));

test.runIf(process.platform === 'linux')(
  'while commands of one conversation swap a folder and a link, the patches of another one stay in the workspace',
  async () => {
    await using scratch = await scratchFolder('race');
    const [work = '', outside = ''] = ['work', 'outside'].map((name) => join(scratch.path, name));
    for (const folder of [work, outside, join(work, 'sub')]) mkdirSync(folder);
    for (const folder of [outside, join(work, 'sub')]) {
      for (const name of FILES) writeFileSync(join(folder, name), 'old\n');
    }
    const before = tree(outside);
    const swap = { name: 'shell', args: { command: [process.execPath, '-e', SWAP, work], timeout_ms: 3_600_000 } };
    await using peer = await startModelPeer([{ calls: [swap] }]);
    const config = peer.config('[sandbox_workspace_write]\nexclude_slash_tmp = true\nexclude_tmpdir_env_var = true');
    await using server = await startServer({ config, cwd: work, deadlineMs: SECONDS * 1000 + 120_000 });
    await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
    const open = async (sandbox: string): Promise<string> => {
      const params = { approvalPolicy: 'never', sandbox };
      const { conversationId } = await server.request<Created>('newConversation', params);
      await server.request('addConversationListener', { conversationId });
      return conversationId;
    };
    const say = (conversationId: string) =>
      server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] });
    const swapping = await open('danger-full-access');
    await say(swapping);
    await server.next('exec_command_output_delta');

    const counts = { applied: 0, refused: 0 };
    let turns = 0;
    const bothSeen = () => Math.min(counts.applied, counts.refused) > 3;
    // A busy machine needs longer until both have happened.
    for (const end = Date.now() + SECONDS * 1000; Date.now() < end || !bothSeen(); turns++) {
      // One conversation for each turn: a long history would be what takes the time.
      const patching = await open('workspace-write');
      peer.add({ calls: calls(turns) }, { text: 'done' });
      await say(patching);
      await server.next('task_complete');
      expect(tree(outside)).toEqual(before);
      for (const { type, output } of peer.requests.at(-1)?.body.input ?? []) {
        if (type === 'function_call_output') counts[String(output).includes('Success') ? 'applied' : 'refused']++;
      }
      await server.request('turnwire/closeConversation', { conversationId: patching });
    }
    await server.request('interruptConversation', { conversationId: swapping });
    expect(tree(outside)).toEqual(before);
    expect(server.received('applyPatchApproval')).toEqual([]);
    // Both must happen, or nothing was tried.
    expect(bothSeen()).toBe(true);
    expect(counts.applied + counts.refused).toBe(turns * CALLS);
    if (process.env.RACE_SECONDS) console.log({ turns, ...counts });
  },
  SECONDS * 1000 + 240_000,
);

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { threadSession } from '../server/v2/session.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';
import { BLOCKS, named, textsOf } from './blocks.js';

const TABLES = BLOCKS.filter(({ language }) => language === 'toml');
const INITIALIZE = { clientInfo: { name: 'docs', version: '1' }, capabilities: { experimentalApi: true } };

interface Hooks {
  readonly data: readonly { readonly warnings: readonly unknown[]; readonly errors: readonly unknown[] }[];
}

test.each(TABLES.map((block) => [named(block), block.text] as const))(
  'a server uses the settings of %s, and finds nothing wrong with them',
  async (_, text) => {
    await using server = await startServer({ config: text, env: { TURNWIRE_LOG: 'warn' } });
    await server.request('initialize', INITIALIZE);
    server.notify('initialized');
    const { config } = await server.request<{ config: Record<string, unknown> }>('config/read', {});
    const { data: hooks } = await server.request<Hooks>('hooks/list', { cwds: [server.work] });
    const { data: profiles } = await server.request<{ data: { id: string }[] }>('permissionProfile/list', {});

    const { permissions, ...written } = parse(text);
    for (const [key, value] of Object.entries(written)) if (typeof value === 'string') expect(config[key]).toBe(value);
    expect(profiles.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(permissions ?? {})));
    expect(hooks.flatMap(({ warnings, errors }) => [...warnings, ...errors])).toEqual([]);
    expect(server.received('configWarning')).toEqual([]);
    expect(server.stderr).toBe('');
  },
);

test('the rules of docs/commands.md allow, ask and forbid', async () => {
  await using home = await scratchFolder('home');
  mkdirSync(join(home.path, 'rules'));
  writeFileSync(join(home.path, 'rules/mine.rules'), textsOf('docs/commands.md', 'python').join(''));
  const call = (cmd: string, callId: string) => ({ calls: [{ name: 'exec_command', args: { cmd }, callId }] });
  await using s = await threadSession({
    home: home.path,
    replies: [call('npm run lint', 'c1'), call('git push', 'c2'), call('rm -f rose', 'c3'), { text: 'Done.' }],
    params: { approvalPolicy: 'untrusted' },
  });
  const asked: string[] = [];
  s.server.onServerRequest('item/commandExecution/requestApproval', (params) => {
    asked.push((params as { itemId: string }).itemId);
    return { decision: 'decline' };
  });
  expect(await s.turn()).toMatchObject({ status: 'completed' });
  expect(asked).toEqual(['c2']);
  const outputs = s.peer.requests.at(-1)?.body.input.filter(({ type }) => type === 'function_call_output');
  expect(JSON.stringify(outputs?.[2])).toMatch(/forbid|rejected|blocked/i);
});

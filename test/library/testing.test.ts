import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { startInProcess } from '../../src/server/in-process.js';
import { startScriptedModel, startTestClient } from '../../src/testing/index.js';
import { scratchFolder } from '../support/scratch.js';
import { runNode } from './run-node.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const clientInfo = { name: 'testing', version: '1' };

describe('a server in the same process', () => {
  test('is used like one that was started, slows down with a slow reader, and ends with the client', async () => {
    await using scratch = await scratchFolder('in-process');
    const words = Array.from({ length: 20_000 }, (_, i) => `${i} `);
    await using model = await startScriptedModel([{ deltas: words }]);
    const config = { ...model.config(), sandbox_mode: 'read-only' };
    const env = { PATH: process.env.PATH };
    const client = await startInProcess({ home: scratch.path, cwd: scratch.path, env, config, clientInfo });
    const turn = (await client.startThread()).run('go');
    let text = '';
    for await (const event of turn) {
      if (event.method !== 'item/agentMessage/delta') continue;
      text += event.params.delta;
      await new Promise(setImmediate);
    }
    expect(text).toBe(words.join(''));
    await client.close();
    expect(await client.closed).toBeUndefined();
    await expect(client.request('model/list', {})).rejects.toMatchObject({ name: 'ConnectionClosed' });
  });

  test('a configuration that cannot be used is an error with its place', async () => {
    await using scratch = await scratchFolder('in-process');
    const path = await scratch.write('config.toml', 'not = = toml');
    const starting = startInProcess({ home: scratch.path, env: {}, clientInfo });
    await expect(starting).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringContaining(path) });
  });
});

describe('the scripted model', () => {
  test('says when it has been asked, what is left, and that it has no reply left', async () => {
    await using t = await startTestClient({ replies: [{ text: 'one' }] });
    expect(t.model.unused).toHaveLength(1);
    const thread = await t.client.startThread();
    const asked = t.model.asked(2);
    expect((await thread.run('1').result).text).toBe('one');
    const failed = await thread.run('2').result;
    await asked;
    expect(failed).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('no reply left') } });
    expect(t.model.unused).toEqual([]);
    expect(readdirSync(t.workspace)).toEqual([]);
    await t.close();
    await t.close();
    expect(existsSync(t.home)).toBe(false);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(t.model.asked(3, { signal })).rejects.toThrow('enough');
  });

  test('refuses a reply that is none, and names its place', async () => {
    await using model = await startScriptedModel();
    expect(() => model.answer({ text: 'a' }, { txt: 'b' } as object)).toThrow(/txt.*`replies\.1/);
    await expect(startScriptedModel([{ text: 5 } as object])).rejects.toThrow('`replies.0.text`');
  });

  test('answers a program of another process', async () => {
    const spawn = { command: process.execPath, args: [CLI, 'app-server'] };
    await using t = await startTestClient({ replies: [{ text: 'outside' }], spawn });
    expect((await (await t.client.startThread()).run('hi').result).text).toBe('outside');
  });

  test('an interrupted turn and a held reply end with the client', async () => {
    const t = await startTestClient({ replies: [{ text: 'slow words', cut: 3, hold: true }] });
    const turn = (await t.client.startThread()).run('go');
    await t.model.asked(1);
    await t.close();
    const end = await turn.result.catch((e) => e);
    expect(end.status ?? end.name).toMatch(/interrupted|ConnectionClosed/);
  });
});

test.each([
  ['node:test', ['--test', 'test/library/examples/node-test.example.mjs']],
  ['node:test and CommonJS', ['--test', 'test/library/examples/node-test.example.cjs']],
  [
    'vitest',
    ['node_modules/vitest/vitest.mjs', 'run', '--root', 'test/library/examples', '--config', 'vitest.config.mjs'],
  ],
])('the example for %s passes', async (_, args) => {
  const { code, output } = await runNode(args, ROOT);
  expect(output).toMatch(/pass 1|1 passed/);
  expect(code, output).toBe(0);
});

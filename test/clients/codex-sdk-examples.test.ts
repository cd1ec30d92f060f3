import { execFileSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { PeerReply } from '../support/model-peer.js';
import { type Scratch, scratchFolder } from '../support/scratch.js';
import { install, load } from './packages.js';
import { running, SERVER_NODE, startStandIn } from './stand-in.js';

/*
 * The examples of the package's own README, one after another. The SDK finds the program by itself: it lies beside the packages that `turnwire shim` writes.
 */
const PACKAGES = { '@openai/codex-sdk': '0.163.0' };
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

interface Sdk {
  readonly Codex: new (options?: object) => Codex;
}
interface Codex {
  startThread(options?: object): Thread;
  resumeThread(id: string, options?: object): Thread;
}
interface Thread {
  readonly id: string | null;
  run(input: unknown, options?: object): Promise<Turn>;
  runStreamed(input: unknown): Promise<{ readonly events: AsyncIterable<Event> }>;
}
interface Turn {
  readonly items: readonly object[];
  readonly finalResponse: string;
}
interface Event {
  readonly type: string;
  readonly item?: { readonly type: string };
  readonly usage?: object;
}

let sdk: Sdk;
let folder: Scratch;
beforeAll(async () => {
  const fetched = join(install('codex-sdk', PACKAGES), '@openai/codex-sdk');
  folder = await scratchFolder('shim');
  execFileSync(process.env[SERVER_NODE] ?? process.execPath, [CLI, 'shim', folder.path]);
  const modules = join(folder.path, 'node_modules');
  cpSync(fetched, join(modules, '@openai/codex-sdk'), { recursive: true });
  sdk = await load(modules, '@openai/codex-sdk/dist/index.js');
  return () => folder[Symbol.asyncDispose]();
});

const started = process.cwd();
afterEach(() => {
  process.chdir(started);
  vi.unstubAllEnvs();
});

/** A program in a repository, with a home whose model plays `replies`. */
async function program(replies: readonly PeerReply[]) {
  const standIn = await startStandIn(replies);
  vi.stubEnv('CODEX_HOME', standIn.home);
  execFileSync('git', ['init', '-q'], { cwd: standIn.work });
  process.chdir(standIn.work);
  return { ...standIn, asked: (i: number) => JSON.stringify(standIn.peer.requests[i]?.body) };
}

test('quickstart: a thread is run, and run again', async () => {
  await using p = await program([{ text: 'The cause.' }, { text: 'Fixed.' }]);
  const thread = new sdk.Codex().startThread();
  const turn = await thread.run('Diagnose the test failure and propose a fix');
  expect(turn.finalResponse).toBe('The cause.');
  expect(turn.items).toMatchObject([{ type: 'agent_message', text: 'The cause.' }]);
  expect((await thread.run('Implement the fix')).finalResponse).toBe('Fixed.');
  expect(p.asked(1)).toContain('The cause.');
});

test('streaming responses', async () => {
  await using p = await program([running('ls'), { text: 'Done.' }]);
  const { events } = await new sdk.Codex().startThread().runStreamed('Diagnose the test failure');
  const seen: unknown[] = [];
  for await (const event of events) {
    if (event.type === 'item.completed') seen.push(event.item?.type);
    if (event.type === 'turn.completed') seen.push(event.usage);
  }
  const usage = { input_tokens: 20, output_tokens: 10 };
  expect(seen).toEqual(['command_execution', 'agent_message', expect.objectContaining(usage)]);
  expect(p.peer.requests).toHaveLength(2);
});

test('structured output', async () => {
  await using p = await program([{ text: '{"summary":"clean","status":"ok"}' }]);
  const schema = {
    type: 'object',
    properties: { summary: { type: 'string' }, status: { type: 'string', enum: ['ok', 'action_required'] } },
    required: ['summary', 'status'],
    additionalProperties: false,
  };
  const turn = await new sdk.Codex().startThread().run('Summarize repository status', { outputSchema: schema });
  expect(JSON.parse(turn.finalResponse)).toEqual({ summary: 'clean', status: 'ok' });
  expect(p.peer.requests[0]?.body.text).toMatchObject({ format: { type: 'json_schema', strict: true, schema } });
});

test('attaching images', async () => {
  await using p = await program([{ text: 'Two dots.' }]);
  for (const name of ['ui.png', 'diagram.png']) writeFileSync(name, Buffer.from(DOT, 'base64'));
  const turn = await new sdk.Codex().startThread().run([
    { type: 'text', text: 'Describe these screenshots' },
    { type: 'local_image', path: './ui.png' },
    { type: 'local_image', path: './diagram.png' },
  ]);
  expect(turn.finalResponse).toBe('Two dots.');
  expect(p.asked(0).split('"input_image"')).toHaveLength(3);
});

test('resuming an existing thread', async () => {
  await using p = await program([{ text: 'one' }, { text: 'two' }]);
  const thread = new sdk.Codex().startThread();
  await thread.run('first');
  const again = new sdk.Codex().resumeThread(thread.id as string);
  expect((await again.run('Implement the fix')).finalResponse).toBe('two');
  expect(again.id).toBe(thread.id);
  expect(p.asked(1)).toContain('"one"');
});

test('working directory controls', async () => {
  await using p = await program([{ text: 'one' }]);
  const workingDirectory = p.home;
  await expect(new sdk.Codex().startThread({ workingDirectory }).run('x')).rejects.toThrow(/skip-git-repo-check/);
  const thread = new sdk.Codex().startThread({ workingDirectory, skipGitRepoCheck: true });
  expect((await thread.run('x')).finalResponse).toBe('one');
  expect(p.asked(0)).toContain(`<cwd>${workingDirectory}</cwd>`);
});

test('controlling the environment', async () => {
  await using p = await program([running('echo "[$SEEN][$HIDDEN]"'), { text: 'Done.' }]);
  vi.stubEnv('HIDDEN', 'of the program');
  const env = { PATH: process.env.PATH ?? '', CODEX_HOME: p.home, SEEN: 'of the option' };
  await new sdk.Codex({ env }).startThread({ sandboxMode: 'danger-full-access' }).run('x');
  expect(p.asked(1)).toContain('[of the option][]');
});

test('passing --config overrides', async () => {
  await using p = await program([{ text: 'one' }, { text: 'two' }]);
  const network = new sdk.Codex({
    config: { show_raw_agent_reasoning: true, sandbox_workspace_write: { network_access: true } },
  });
  await network.startThread({ sandboxMode: 'workspace-write' }).run('x');
  expect(p.asked(0)).toContain('<network_access>enabled</network_access>');
  const audit = new sdk.Codex({
    config: { default_permissions: 'audit' },
    configOverrides: [`permissions.audit.filesystem={":root"="read",${JSON.stringify(join(p.work, '.env'))}="deny"}`],
  });
  expect((await audit.startThread().run('x')).finalResponse).toBe('two');
  expect(p.asked(1)).toContain('<sandbox_mode>read-only</sandbox_mode>');
});

const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

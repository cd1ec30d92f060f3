import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tool } from '../support/mcp.js';
import { option, session, TITLE } from './acp-editor.js';
import { running } from './stand-in.js';

const SMALL_SERVER = fileURLToPath(new URL('../support/mcp-server.mjs', import.meta.url));

test('the mode says what is allowed: all of it', async () => {
  await using s = await session([running('touch made'), { text: 'done' }, TITLE]);
  expect(option(s.opened.configOptions, 'mode')?.currentValue).toBe('read-only');
  const modes = ['read-only', 'workspace-write', 'agent', 'agent-full-access'];
  expect(s.opened.modes.availableModes.map(({ id }) => id)).toEqual(modes);
  await s.editor.request('session/set_mode', { sessionId: s.sessionId, modeId: 'agent-full-access' });
  expect(await s.prompt('go')).toMatchObject({ stopReason: 'end_turn' });
  await s.asked(3);
  expect(existsSync(join(s.work, 'made'))).toBe(true);
  expect(JSON.stringify(s.peer.requests[0]?.body.input)).toContain('danger-full-access');
});

test('the mode says what is allowed: a permission profile of the configuration', async () => {
  const config = '\n[permissions.docs]\nextends = ":workspace"\ndescription = "For documents."\n';
  await using s = await session([{ text: 'one' }, TITLE], { config });
  expect(s.opened.modes.availableModes.at(-1)).toMatchObject({ id: 'permission-profile:docs', name: 'docs' });
  await s.set('mode', 'permission-profile:docs');
  await s.prompt('go');
  await s.asked(2);
  expect(JSON.stringify(s.peer.requests[0]?.body.input)).toContain('workspace-write');
  await s.prompt('/status');
  expect(s.said()).toContain('**Permission profile:** docs');
});

test('a plan is made, shown, and carried out once the user agrees', async () => {
  const plan = 'Well.\n<proposed_plan>\n# Plan\n- do it\n</proposed_plan>';
  await using s = await session([{ text: plan }, { text: 'Done.' }, TITLE]);
  expect(option(await s.set('collaboration_mode', 'plan'), 'collaboration_mode')?.currentValue).toBe('plan');
  const questions = s.answer('allow_once');
  expect(await s.prompt('make it')).toMatchObject({ stopReason: 'end_turn' });
  await s.asked(3);
  expect(questions).toMatchObject([
    { toolCall: { title: 'Implement this plan?', rawInput: { plan: '# Plan\n- do it\n' } } },
  ]);
  expect(JSON.stringify(s.peer.requests[0]?.body)).toContain('<proposed_plan>');
  expect(JSON.stringify(s.peer.requests[1]?.body.input)).toContain('Implement the approved plan.');
});

test('another model and effort are used from the next prompt on', async () => {
  await using s = await session([{ text: 'one' }, TITLE, { text: 'two' }]);
  await s.prompt('first');
  await s.asked(2);
  await s.set('model', 'gpt-5.5');
  const options = await s.set('reasoning_effort', 'high');
  expect([option(options, 'model')?.currentValue, option(options, 'reasoning_effort')?.currentValue]).toEqual([
    'gpt-5.5',
    'high',
  ]);
  await s.prompt('second');
  expect(s.peer.requests[0]?.body.model).toBe('mock-model');
  expect(s.peer.requests[2]?.body).toMatchObject({ model: 'gpt-5.5', reasoning: { effort: 'high' } });
});

test.each(['allow_once', 'reject_once'])('a tool of an MCP server of the editor is asked for: %s', async (kind) => {
  const notes = {
    tools: [tool('write')],
    calls: { write: { result: { content: [{ type: 'text', text: 'written' }] } } },
  };
  const mcpServers = [
    { name: 'notes', command: process.execPath, args: [SMALL_SERVER, JSON.stringify(notes)], env: [] },
  ];
  const call = { calls: [{ name: 'notes__write', args: { msg: 'hi' }, callId: 'c1' }] };
  await using s = await session([call, { text: 'done' }, TITLE], { mcpServers });
  const questions = s.answer(kind);
  expect(await s.prompt('go')).toMatchObject({ stopReason: 'end_turn' });
  await s.asked(3);
  expect(questions).toHaveLength(1);
  const output = JSON.stringify(s.peer.requests[1]?.body.input.at(-1));
  if (kind === 'allow_once') expect(output).toContain('written');
  else expect(output).not.toContain('written');
  const status = kind === 'allow_once' ? 'completed' : 'failed';
  expect(s.updates().findLast(({ toolCallId }) => toolCallId === 'c1')).toMatchObject({ status });
  await s.prompt('/mcp');
  expect(s.said()).toContain('notes');
});

test('an MCP server of the editor that does not start is told of, and the prompt is answered', async () => {
  const mcpServers = [{ name: 'broken', command: process.execPath, args: ['-e', 'process.exit(3)'], env: [] }];
  await using s = await session([{ text: 'one' }, TITLE], { mcpServers });
  expect(await s.prompt('go')).toMatchObject({ stopReason: 'end_turn' });
  await s.asked(2);
  await s.prompt('/mcp');
  expect(s.said()).toContain('broken');
});

test('pictures, files and links of the prompt reach the model', async () => {
  await using s = await session([{ text: 'one' }, TITLE]);
  await s.prompt(
    'what is it?',
    { type: 'image', mimeType: 'image/png', data: DOT },
    { type: 'resource_link', name: 'notes', uri: 'file:///notes.md' },
    { type: 'resource', resource: { uri: 'file:///a.txt', text: 'the words', mimeType: 'text/plain' } },
  );
  await s.asked(2);
  const content = s.peer.requests[0]?.body.input.at(-1)?.content;
  expect(content).toContainEqual(
    expect.objectContaining({ type: 'input_image', image_url: expect.stringContaining(DOT) }),
  );
  const text = JSON.stringify(content);
  for (const part of ['what is it?', 'file:///notes.md', 'the words']) expect(text).toContain(part);
});

test('the editor brings its own model server', async () => {
  await using s = await session([{ text: 'one' }, TITLE], {
    env: { MODEL_PROVIDER: 'mock' },
    capabilities: { auth: { _meta: { gateway: true } } },
  });
  const headers = { 'x-from-editor': 'yes' };
  await s.editor.request('authenticate', {
    methodId: 'gateway',
    _meta: { gateway: { baseUrl: s.peer.url, headers } },
  });
  const { sessionId } = await s.editor.request<{ sessionId: string }>('session/new', s.place);
  await s.editor.request('session/prompt', { sessionId, prompt: [{ type: 'text', text: 'go' }] });
  await s.asked(2);
  expect(s.peer.requests[0]?.headers).toMatchObject(headers);
});

test('a key is kept, and taken back', async () => {
  await using s = await session([], { env: { CODEX_API_KEY: 'sk-from-the-editor' } });
  await s.editor.request('authenticate', { methodId: 'api-key' });
  expect(readFileSync(join(s.home, 'auth.json'), 'utf8')).toContain('sk-from-the-editor');
  await s.prompt('/logout');
  expect(existsSync(join(s.home, 'auth.json'))).toBe(false);
});

const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

import { expect, test } from 'vitest';
import type { ConversationSettings } from '../../src/core/ports/index.js';
import { familyOf } from '../../src/model/families.js';
import { PatchJournal } from '../../src/tools/patch/journal.js';
import { createTools, type ToolDependencies } from '../../src/tools/registry.js';

const tools = createTools({
  shell: {} as ToolDependencies['shell'],
  patch: { codexHome: '/home', env: {}, journal: new PatchJournal('/home') },
  readImage: async () => '',
  models: { traits: familyOf },
  mcp: {} as ToolDependencies['mcp'],
  keepMcpApproval: async () => {},
});

async function offered(model: string, changes: Partial<ConversationSettings> = {}): Promise<string[]> {
  const settings = {
    model,
    provider: { wireApi: 'responses' },
    includePlanTool: false,
    includeApplyPatchTool: false,
    viewImageTool: true,
    webSearchTool: false,
    cwd: '/work',
    sandboxPolicy: { mode: 'read-only' },
    mcp: { servers: [], unusable: [], disabled: [], turnWaitMs: 0 },
    ...changes,
  } as ConversationSettings;
  const set = tools.open(settings, () => {});
  return (await set.beginTurn().offered(settings, new AbortController().signal)).map(({ spec }) =>
    'name' in spec ? `${spec.type} ${spec.name}` : spec.type,
  );
}

// C82
test('the order and the forms of the tools are those of the reference', async () => {
  const all = { includePlanTool: true, includeApplyPatchTool: true, webSearchTool: true };
  expect(await offered('gpt-5-codex')).toEqual(['function shell', 'function view_image']);
  expect(await offered('gpt-5', all)).toEqual([
    'function shell',
    'function update_plan',
    'custom apply_patch',
    'web_search',
    'function view_image',
  ]);
  expect(await offered('gpt-oss-20b')).toEqual(['function shell', 'function apply_patch', 'function view_image']);
  expect(await offered('codex-mini-latest', { viewImageTool: false })).toEqual(['local_shell']);
});

test('the Chat Completions wire has functions only, so that what has another form is offered as one', async () => {
  const provider = { wireApi: 'chat' } as ConversationSettings['provider'];
  expect(await offered('gpt-5', { provider, includeApplyPatchTool: true, viewImageTool: false })).toEqual([
    'function shell',
    'function apply_patch',
  ]);
  expect(await offered('codex-mini-latest', { provider, viewImageTool: false })).toEqual(['function shell']);
});

test('models that learn about patches from the instructions get the guide, unless they have the tool', () => {
  const told = (model: string, includeApplyPatchTool = false) =>
    tools.instructions({ model, provider: { wireApi: 'responses' }, includeApplyPatchTool } as ConversationSettings) !==
    undefined;
  expect(['gpt-5', 'o3', 'gpt-4.1'].map((model) => told(model))).toEqual([true, true, true]);
  expect(['gpt-5-codex', 'gpt-oss-20b', 'anything'].map((model) => told(model))).toEqual([false, false, false]);
  expect(told('gpt-5', true)).toBe(false);
});

import { expect, test } from 'vitest';
import { resumedSettings } from '../../src/core/conversation/resumed-settings.js';
import type { ConversationSettings, Settings, SettingsOverrides } from '../../src/core/ports/index.js';
import type { SamplingSettings } from '../../src/domain/record.js';

/** What the configuration and the client say now. */
const NOW = {
  model: 'model-now',
  cwd: '/now',
  approvalPolicy: 'untrusted',
  sandboxPolicy: { mode: 'read-only' },
  effort: 'low',
  summary: 'concise',
};
const RECORDED: SamplingSettings = {
  model: 'model-then',
  cwd: '/then',
  approvalPolicy: 'never',
  sandboxPolicy: { mode: 'danger-full-access' },
  effort: 'high',
  summary: 'detailed',
};
const THEN = {
  model: 'model-then',
  cwd: '/then',
  approvalPolicy: 'never',
  sandboxPolicy: { mode: 'danger-full-access' },
  effort: 'high',
  summary: 'detailed',
};

// Only what is derived and what is recorded matters here.
const settings = { derive: () => NOW as unknown as ConversationSettings } as unknown as Settings;
const resumed = (overrides: SettingsOverrides, context: SamplingSettings | undefined = RECORDED) =>
  resumedSettings(settings, overrides, { recorded: context, cwd: '/meta', policies: 'in-force' }).settings;

// C39; C132.
test('a resumed conversation has the settings of its last turn (C39; C132)', () => {
  expect(resumed({})).toEqual(THEN);
  expect(resumed({ model: null, cwd: null, config: null, config_: 1 } as SettingsOverrides)).toEqual(THEN);
  expect(resumed({ config: { hide_agent_reasoning: true, model: null } })).toEqual(THEN);
});

test('a recorded turn without an effort had none', () => {
  const { effort: _, ...without } = RECORDED;
  expect(resumed({}, without).effort).toBeUndefined();
});

test("before its first turn, a resumed conversation has its first directory and today's settings", () => {
  for (const policies of ['in-force', 'stricter', 'none'] as const)
    expect(resumedSettings(settings, {}, { recorded: undefined, cwd: '/meta', policies })).toEqual({
      settings: { ...NOW, cwd: '/meta' },
      findings: [],
    });
});

test.each<[string, SettingsOverrides, (keyof typeof NOW)[]]>([
  ['a model', { model: 'x' }, ['model']],
  ['a model in the configuration', { config: { model: 'x' } }, ['model']],
  ['a folder', { cwd: 'x' }, ['cwd']],
  ['an approval policy', { approvalPolicy: 'on-request' }, ['approvalPolicy']],
  ['an approval policy in the configuration', { config: { approval_policy: 'on-request' } }, ['approvalPolicy']],
  ['a sandbox', { sandbox: 'read-only' }, ['sandboxPolicy']],
  ['a sandbox in the configuration', { config: { sandbox_mode: 'read-only' } }, ['sandboxPolicy']],
  ['a detail of the sandbox', { config: { 'sandbox_workspace_write.network_access': true } }, ['sandboxPolicy']],
  ['an effort', { config: { model_reasoning_effort: 'low' } }, ['effort']],
  ['a summary', { config: { model_reasoning_summary: 'auto' } }, ['summary']],
  ['a profile', { profile: 'x' }, ['model', 'approvalPolicy', 'effort', 'summary']],
])('a client that asks for %s gets that, and the rest as it was', (_, overrides, changed) => {
  const wanted = { ...THEN, ...Object.fromEntries(changed.map((key) => [key, NOW[key]])) };
  expect(resumed(overrides)).toEqual(wanted);
});

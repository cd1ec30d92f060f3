import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { session, shell } from '../server/shell-session.js';
import { gitRepository } from '../support/scratch.js';

const POLICIES = { approvalPolicy: 'never', sandbox: 'workspace-write' };
const notes = (s: Awaited<ReturnType<typeof session>>): string => JSON.stringify(s.server.received('background_event'));

// C221
test.each([
  ['git init', '.git'],
  ['mkdir .git && echo x > .git/config', '.git'],
  ['echo "gitdir: /elsewhere" > .git', '.git'],
  ['ln -s /elsewhere .git', '.git'],
  ['mkdir .codex', '.codex'],
  ['mkdir .agents', '.agents'],
])('%s: the user is told what a command has made', async (script, name) => {
  await using s = await session([{ calls: [shell(['bash', '-c', script])] }, { text: 'done' }], POLICIES);
  await s.say();
  await s.server.next('task_complete');
  expect(notes(s)).toContain(`The command has made ${join(s.server.work, name)}.`);
});

test('existing ones cannot be written, and nothing is said of them', async () => {
  const script = 'touch .git/x .codex/x .agents/x; mv .codex away; echo end';
  await using s = await session([{ calls: [shell(['bash', '-c', script])] }, { text: 'done' }], POLICIES);
  gitRepository(s.server.work);
  for (const name of ['.codex', '.agents']) mkdirSync(join(s.server.work, name));
  await s.say();
  await s.server.next('task_complete');
  for (const name of ['.git', '.codex', '.agents']) expect(readdirSync(join(s.server.work, name))).not.toContain('x');
  expect(notes(s)).toBe('[]');
});

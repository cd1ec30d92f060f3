import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ApprovalDecision } from '../../../src/domain/approval.js';
import { exec, execSession } from './exec-session.js';

const DONE = { text: 'done' };

/** Runs a turn in which the user decides so about each approval; gives what there was to decide. */
async function decided(session: Awaited<ReturnType<typeof execSession>>, decision: ApprovalDecision) {
  const asked: string[] = [];
  const subscriber = {};
  session.conversation.subscribers.subscribe(subscriber, ({ body }) => {
    if (body.type !== 'approval-requested' || body.approval.request.kind === 'patch') return;
    const { id, request } = body.approval;
    asked.push(`${request.command.join(' ')} (${request.reason})`);
    setImmediate(() => session.conversation.approvals.answer(id, decision));
  });
  await session.turn('go');
  session.conversation.subscribers.forget(subscriber);
  return asked;
}

const escalated = { sandbox_permissions: 'require_escalated', justification: 'May I?' };
const onRequest = { config: { approval_policy: 'on-request', sandbox_mode: 'workspace-write' } };

test('an escalation is asked for, with the item before it, and runs outside of the sandbox', async () => {
  await using session = await execSession([exec('touch mark', escalated), DONE], onRequest);
  expect(await decided(session, 'accept')).toEqual([expect.stringMatching(/sh -c touch mark \(May I\?\)$/)]);
  expect(session.output()).toContain('Process exited with code 0');
  const order = session.events.flatMap(({ body }) => {
    if (body.type === 'approval-requested') return [body.type];
    if (!('item' in body) || body.item.type !== 'command-execution') return [];
    return [`${body.type} ${body.item.status} ${body.item.source}`];
  });
  expect(order).toEqual([
    'item-started in-progress agent',
    'approval-requested',
    'execution-started in-progress unified-exec-startup',
    'execution-ended completed unified-exec-startup',
    'item-completed completed unified-exec-startup',
  ]);
});

test('a declined command does not run, and the turn continues', async () => {
  await using session = await execSession([exec('echo no > mark', escalated), DONE], onRequest);
  expect(await decided(session, 'decline')).toHaveLength(1);
  expect(session.output()).toBe('exec command rejected by user');
  expect(session.of('item-completed').map(({ item }) => 'status' in item && item.status)).toContain('declined');
  expect(session.of('turn-ended')).toMatchObject([{ status: 'completed' }]);
  await expect(readFile(join(session.conversation.settings.cwd, 'mark'))).rejects.toThrow('ENOENT');
});

test('a cancel ends the turn, with the item declined before', async () => {
  await using session = await execSession([exec('touch mark', escalated)], onRequest);
  expect(await decided(session, 'cancel')).toHaveLength(1);
  const ends = session.events.flatMap(({ body }) =>
    body.type === 'turn-ended'
      ? [body.status]
      : body.type === 'item-completed' && body.item.id === 'call_1' && 'status' in body.item
        ? [body.item.status]
        : [],
  );
  expect(ends).toEqual(['declined', 'interrupted']);
});

test('what is accepted for the session is not asked for again', async () => {
  await using session = await execSession(
    [exec('touch a', escalated), exec('touch a', escalated, 'call_2'), DONE],
    onRequest,
  );
  expect(await decided(session, 'accept-for-session')).toHaveLength(1);
  expect(session.outputs()).toHaveLength(2);
});

test('untrusted: a command that is not known to be harmless is asked for, also with the shell that the model names', async () => {
  const config = { approval_policy: 'untrusted', sandbox_mode: 'danger-full-access' };
  await using session = await execSession(
    [exec('pwd'), exec('touch x', { shell: '/bin/sh' }, 'call_2'), exec('pwd', { shell: './sh' }, 'call_3'), DONE],
    { config },
  );
  const asked = await decided(session, 'decline');
  expect(asked).toEqual(['/bin/sh -c touch x (undefined)', './sh -c pwd (undefined)']);
});

test('a patch in a command is shown as a patch in every shell', async () => {
  const patch = "apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: new.txt\n+hi\n*** End Patch\nEOF\n";
  await using session = await execSession([exec(patch), DONE]);
  await session.turn('go');
  expect(session.output()).toMatch(
    /^Exit code: 0\nWall time: \d+\.\d seconds\nOutput:\nSuccess\. Updated the following files:\nA new\.txt\n$/,
  );
  expect(session.of('item-completed').flatMap(({ item }) => (item.id === 'call_1' ? [item.type] : []))).toEqual([
    'file-changes',
  ]);
});

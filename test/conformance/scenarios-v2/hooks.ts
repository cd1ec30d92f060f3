import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOf, readHooksTable } from '../../../src/config/hooks/declared.js';
import { until } from '../../support/until.js';
import { exec } from '../v2/replies.js';
import type { ThreadScenario } from '../v2/scenario.js';

const command = (text: string, more: object = {}) => ({ hooks: [{ type: 'command', command: text, ...more }] });

/** Hooks of a thread, given by its client with the trust that they need. */
function trusted(hooks: Readonly<Record<string, object>>): object {
  const tables = Object.fromEntries(Object.entries(hooks).map(([event, group]) => [event, [group]]));
  const state = Object.fromEntries(
    readHooksTable(tables).map((hook) => {
      const event = hook.event.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
      const hash = hashOf(hook as Parameters<typeof hashOf>[0]);
      return [`/<session-flags>/config.toml:${event}:0:0`, { trusted_hash: hash }];
    }),
  );
  return { approvalPolicy: 'never', config: { hooks: { ...tables, state } } };
}

const says = (output: object): string => `printf '%s' '${JSON.stringify(output)}'`;

const ran = (name: string, hooks: Readonly<Record<string, object>>, cmd = 'echo hello'): ThreadScenario => ({
  name: `v2 hooks: ${name}`,
  model: [{ calls: [exec(cmd)] }, { text: 'done' }],
  async steps(client) {
    await client.begin(trusted(hooks));
    await client.turn('run');
  },
});

const interrupted = (name: string, hooks: Readonly<Record<string, object>>): ThreadScenario => ({
  name: `v2 hooks: ${name}`,
  model: [{ calls: [exec('echo started; sleep 60', { yield_time_ms: 30_000 })] }, { text: 'fresh' }],
  async steps(client) {
    await client.begin(trusted(hooks));
    await client.startTurn('run');
    await client.item('started', 'commandExecution');
    await client.interrupt();
    await client.ended();
    await client.told('hook/completed');
    await client.turn('two');
  },
});

/** What a hook is given when the thread is closed. */
const ended = (how: string, method: string): ThreadScenario => ({
  name: `v2 hooks: a thread is ${how}`,
  model: [{ text: 'done' }],
  async steps(client) {
    const facts = `grep -oE '"(hook_event_name|reason)":"[A-Za-z]*"' | sort`;
    await client.begin(trusted({ SessionEnd: command(`${facts} > end.tmp; mv end.tmp end`) }));
    await client.turn('hello');
    await client.call(method, { threadId: client.threadId });
    const path = join(client.server.work, 'end');
    await until('the hook', () => existsSync(path));
    await client.call('fs/readFile', { path });
  },
});

export default [
  {
    name: 'v2 hooks: listed',
    config: `[[hooks.PreToolUse]]
matcher = "^Bash$"
[[hooks.PreToolUse.hooks]]
type = "command"
command = "true"
timeout = 30
statusMessage = "Checking"
[[hooks.PreToolUse.hooks]]
type = "command"
command = "false"
async = true
[[hooks.UserPromptSubmit]]
matcher = "never read"
[[hooks.UserPromptSubmit.hooks]]
type = "command"
command = "true"
additionalContextLimit = 7
[[hooks.SessionEnd]]
[[hooks.SessionEnd.hooks]]
type = "command"
command = "true"
[[hooks.Stop]]
[[hooks.Stop.hooks]]
type = "command"
command = " "
[hooks.state."/nowhere:stop:0:0"]
enabled = false
`,
    files: {
      'home/hooks.json': JSON.stringify({
        description: 'all',
        hooks: { Stop: [command('true')], Interrupt: [command('true')] },
      }),
    },
    async steps(client) {
      await client.initialize();
      await client.call('hooks/list', {});
      await client.call('hooks/list', { cwds: [client.server.work] });
    },
  },
  {
    name: 'v2 hooks: switched off',
    config: '[features]\nhooks = false\n[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "true"\n',
    async steps(client) {
      await client.initialize();
      await client.call('hooks/list', {});
    },
  },
  ran('a command is denied', {
    PreToolUse: command(
      says({
        hookSpecificOutput: {
          hookEventName: 'PreToolUse',
          permissionDecision: 'deny',
          permissionDecisionReason: 'not today',
        },
      }),
    ),
  }),
  ran('a command is seen before and after', {
    PreToolUse: { matcher: 'Bash', ...command('true') },
    PostToolUse: command(says({ decision: 'block', reason: 'look again' })),
  }),
  {
    name: 'v2 hooks: the end of a command that outlives its call',
    model: [{ calls: [exec('echo first; until [ -e go ]; do sleep 0.1; done; echo last', { yield_time_ms: 300 })] }],
    async steps(client, peer) {
      await client.begin(
        trusted({
          PreToolUse: command('true'),
          PostToolUse: { matcher: 'Bash', ...command(says({ decision: 'block', reason: 'look again' })) },
        }),
      );
      peer.add({ text: 'it runs' });
      await client.turn('run');
      const { params } = await client.item('started', 'commandExecution');
      await writeFile(join(client.server.work, 'go'), '');
      await client.item('completed', 'commandExecution');
      const session_id = Number((params as { item: { processId: string } }).item.processId);
      peer.add({ calls: [{ name: 'write_stdin', args: { session_id, chars: '' } }] }, { text: 'done' });
      await client.turn('read');
    },
  },
  ran('failures', {
    PreToolUse: command(`echo '{"zz":1}'`),
    PostToolUse: command('kill -9 $$'),
    Stop: command('echo no; exit 3'),
  }),
  {
    name: 'v2 hooks: a message is told more, and blocked',
    model: [{ text: 'done' }],
    async steps(client) {
      const text = `grep -q secret && { echo no >&2; exit 2; }; echo be brief`;
      await client.begin(trusted({ SessionStart: command('true'), UserPromptSubmit: command(text) }));
      await client.turn('hello');
      await client.turn('the secret');
    },
  },
  interrupted('a turn is interrupted', { Interrupt: command('true'), Stop: command('true') }),
  interrupted('an interrupt whose hook fails', { Interrupt: command('echo no >&2; exit 2') }),
  ended('archived', 'thread/archive'),
  ended('deleted', 'thread/delete'),
  {
    name: 'v2 hooks: the model goes on',
    model: [{ text: 'done' }, { text: 'really done' }],
    async steps(client) {
      const text = `grep -q '"stop_hook_active":true' || ${says({ decision: 'block', reason: 'go on' })}`;
      await client.begin(trusted({ Stop: command(text) }));
      await client.turn('hello');
    },
  },
] satisfies ThreadScenario[];

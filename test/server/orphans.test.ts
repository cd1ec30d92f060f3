import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { processStart } from '../../src/os/process-start.js';
import { isAlive } from '../support/alive.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';
import { until } from '../support/until.js';
import { decide, session, shell } from './shell-session.js';

/**
 * `$PPID` is the server. Each writes the pid of the process that stays to the file `pid`, ends the server once it has written the command down, and then
 * itself.
 */
const DIES =
  'until [ -s pid ] && grep -qs forks "$CODEX_HOME"/turnwire/children/*; do sleep 0.01; done; kill -9 $PPID; exit 0';
const QUIET = '>/dev/null 2>&1 </dev/null';

it.each([
  ['a child in the background', `sleep 300 ${QUIET} & echo $! > pid; ${DIES}`],
  ['a grandchild', `( (sleep 300 ${QUIET} & echo $! > pid) & ); ${DIES}`],
  ['one in a session of its own', `setsid bash -c 'echo $$ > pid; exec sleep 300' ${QUIET} & ${DIES}`],
  ['one in a group of its own', `set -m; sleep 300 ${QUIET} & echo $! > pid; ${DIES}`],
  [
    'one with a name that looks like the end of a name',
    `cp $(command -v sleep) 'a) S 1 (b'; './a) S 1 (b' 300 ${QUIET} & echo $! > pid; ${DIES}`,
  ],
  ['one without an environment', `env -i sleep 300 ${QUIET} & echo $! > pid; ${DIES}`],
  ['a grandchild without an environment', `( (env -i sleep 300 ${QUIET} & echo $! > pid) & ); ${DIES}`],
  ['one whose variables are others', `exec -c sleep 300 ${QUIET} & echo $! > pid; ${DIES}`],
  ['one that ignores signals', `(trap '' TERM HUP INT; exec sleep 300) ${QUIET} & echo $! > pid; ${DIES}`],
])('what a command of a killed server leaves behind is ended by the next one: %s', async (_, script) => {
  await using s = await session([{ calls: [shell(['bash', '-c', script], { timeout_ms: 300_000 })] }]);
  decide(s.server, 'approved');
  await s.say();
  await s.server.exit;
  const pid = Number(readFileSync(join(s.server.work, 'pid'), 'utf8'));
  expect(isAlive(pid)).toBe(true);
  await using next = await startServer({ home: s.home });
  await next.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  await until('it to end', () => !isAlive(pid));
  await until('the journal to be empty', () => execFileSync('ls', [join(s.home, 'turnwire', 'children')]).length === 0);
});

it('the same for an MCP server', async () => {
  await using folders = await scratchFolder('work');
  const [home, work] = [join(folders.path, 'home'), join(folders.path, 'work')];
  mkdirSync(work);
  const script = `export CODEX_HOME=${home}; cd ${work}; sleep 300 ${QUIET} & echo $! > pid; ${DIES}`;
  const config = `[mcp_servers.dies]\ncommand = "bash"\nargs = ["-c", ${JSON.stringify(script)}]\n`;
  const first = await startServer({ home, config });
  await first.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  first.send({ method: 'newConversation', id: 9, params: {} });
  expect(await first.exit).toEqual({ code: null, signal: 'SIGKILL' });
  const pid = Number(readFileSync(join(work, 'pid'), 'utf8'));
  expect(isAlive(pid)).toBe(true);
  await using next = await startServer({ home, config: '' });
  await next.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  await until('it to end', () => !isAlive(pid));
});

it.each([
  ['the child of a dead server', (pid: number, started: string | null) => ({ pid, started }), true],
  ['another process with its pid', (pid: number) => ({ pid, started: 'before 1' }), false],
  ['torn', () => ({}), false],
])('an entry of 0.1.0 counts, and goes: %s', async (_, entry, ends) => {
  await using home = await scratchFolder('home');
  const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
  const pid = child.pid as number;
  const name = `turnwire/children/${pid}.json`;
  const owner = { pid: 4_000_000, started: 'long ago' };
  await home.write(name, JSON.stringify({ ...entry(pid, processStart(pid)), owner }));
  await using next = await startServer({ home: home.path });
  await next.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  await until('the entry to go', () => !existsSync(join(home.path, name)));
  await until('the child to end, if it does', () => !ends || child.signalCode === 'SIGKILL');
  expect(child.signalCode).toBe(ends ? 'SIGKILL' : null);
  child.kill('SIGKILL');
});

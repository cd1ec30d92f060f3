import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isAlive } from '../support/alive.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';
import { until } from '../support/until.js';
import { decide, session, shell } from './shell-session.js';

/** `$PPID` is the server. Each writes the pid of the process that stays to the file `pid`, ends the server and then itself. */
const DIES = 'until [ -s pid ]; do sleep 0.01; done; kill -9 $PPID; exit 0';
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
  const script = `cd ${work}; sleep 300 ${QUIET} & echo $! > pid; ${DIES}`;
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

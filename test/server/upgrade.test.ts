import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scratchFolder } from '../support/scratch.js';
import { OURS } from '../support/server.js';
import { until } from '../support/until.js';
import { decide, session, shell } from './shell-session.js';

const PATCH = '*** Begin Patch\n*** Add File: new.txt\n+hello\n*** End Patch';

it.each([
  ['a command', ['sh', '-c', 'echo done']],
  ['a script that must be read', ['bash', '-lc', 'ls && echo done']],
  ['a patch', ['apply_patch', PATCH]],
])('a turn goes on when the files of the package are removed under the server: %s', async (_what, command) => {
  await using folder = await scratchFolder('package');
  const dist = join(folder.path, 'dist');
  cpSync(join(OURS[1] ?? '', '..'), dist, { recursive: true });
  await using s = await session(
    [{ calls: [shell(command)] }, { text: 'fine' }],
    {},
    { command: [OURS[0] ?? '', join(dist, 'cli.js'), 'app-server'], env: { TURNWIRE_LOG: 'debug' } },
  );
  decide(s.server, 'approved');
  s.server.onServerRequest('applyPatchApproval', () => ({ decision: 'approved' }));
  await until('the rest to be loaded', () => s.server.stderr.includes('everything that turns need is loaded'));
  rmSync(join(dist, 'program'), { recursive: true });
  await s.say();
  await s.server.next('task_complete');
  expect(JSON.stringify(s.outputs())).toMatch(/done|Success/);
});

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';
import { decide, session, shell } from './shell-session.js';

const NAME = '00000000-0000-4000-8000-000000000000.jsonl';

const STRANGE: Record<string, (path: string) => void> = {
  'a file': (path) => writeFileSync(path, 'x'),
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a link to nowhere': (path) => symlinkSync('/no/such/folder', path),
  'a link to itself': (path) => symlinkSync(path, path),
  'a folder without rights': (path) => {
    mkdirSync(path);
    chmodSync(path, 0);
  },
  'a folder of junk': (path) => {
    mkdirSync(path);
    for (let i = 0; i < 2000; i++) writeFileSync(join(path, `${i}.json`), 'junk');
  },
  'a folder with a pipe by the name of an entry': (path) => {
    mkdirSync(path);
    execFileSync('mkfifo', [join(path, NAME)]);
  },
  'a folder with a folder by the name of an entry': (path) => mkdirSync(join(path, NAME), { recursive: true }),
  'a folder with a torn entry': (path) => {
    mkdirSync(path);
    writeFileSync(join(path, NAME), '{"id":');
  },
};

it.each(Object.keys(STRANGE))(
  'the server starts and runs commands although its list of children is %s',
  async (kind) => {
    await using folder = await scratchFolder('home');
    const path = join(folder.path, 'turnwire', 'children');
    mkdirSync(dirname(path), { recursive: true });
    STRANGE[kind]?.(path);
    await using s = await session([{ calls: [shell(['echo', 'ran'])] }, { text: 'done' }], {}, { home: folder.path });
    decide(s.server, 'approved');
    await s.say();
    await s.server.next('task_complete');
    expect(JSON.stringify(s.outputs())).toContain('ran');
  },
);

it('the server starts although the folder above is a file', async () => {
  await using folder = await scratchFolder('home');
  await folder.write('turnwire', 'x');
  await using server = await startServer({ home: folder.path });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
});

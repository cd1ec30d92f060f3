import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, gitRepository } from '../../support/scratch.js';
import type { Scenario } from '../scenario.js';

export default {
  name: 'git: what a remote does not have',
  async steps(client) {
    await client.initialize();
    const { work, home } = client.server;
    const write = (name: string, content: string | Buffer) => writeFileSync(join(work, 'ws', name), content);
    const diff = (cwd: string) => client.call('gitDiffToRemote', { cwd });
    const ws = join(work, 'ws');
    mkdirSync(join(ws, 'below'), { recursive: true });
    await diff('/'); // no repository
    await diff('/no/such "folder"');
    gitRepository(ws);
    write('a.txt', 'one\ntwo\nthree\n');
    write('below/b.txt', 'one\n');
    write('gone.txt', 'one\n');
    write('.gitignore', 'ignored\n');
    git(ws, 'add', '--all');
    git(ws, 'commit', '--quiet', '-m', 'second');
    await diff(ws); // no remote
    git(home, 'init', '--quiet', '--bare', '--initial-branch=main', 'remote.git');
    git(ws, 'remote', 'add', 'origin', join(home, 'remote.git'));
    await diff(ws); // never pushed
    git(ws, 'push', '--quiet', '--set-upstream', 'origin', 'main');
    await diff(ws); // clean
    write('a.txt', 'one\ntwo and a half\nthree\n');
    git(ws, 'commit', '--quiet', '--all', '-m', 'third');
    await diff(ws); // ahead
    write('a.txt', 'zero\none\ntwo and a half\nthree\n');
    git(ws, 'rm', '--quiet', 'gone.txt');
    write('staged.txt', 'staged\n');
    git(ws, 'add', 'staged.txt');
    write('new file.txt', 'new\n');
    write('below/deeper.txt', 'no newline');
    write('picture.bin', Buffer.from([0, 1, 2, 3, 255, 254]));
    write('empty', '');
    write('ignored', 'ignored\n');
    await diff(ws); // everything at once
    git(ws, 'switch', '--quiet', '--create', 'feature');
    git(ws, 'commit', '--quiet', '--all', '-m', 'fourth');
    await diff(ws); // a branch that no remote has
    git(ws, 'remote', 'set-head', 'origin', 'main');
    git(ws, 'switch', '--quiet', '--detach');
    await diff(ws);
    git(ws, 'switch', '--quiet', 'feature');
    git(ws, 'push', '--quiet', 'origin', 'feature');
    await diff(ws);
    await diff('ws/below/../../ws'); // from the server's folder
  },
} satisfies Scenario;

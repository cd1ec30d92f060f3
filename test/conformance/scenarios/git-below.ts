import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, gitRepository } from '../../support/scratch.js';
import type { Scenario } from '../scenario.js';

export default {
  name: 'git: asked below the root, and of what is binary',
  async steps(client) {
    await client.initialize();
    const { work, home } = client.server;
    const write = (name: string, content: string | Buffer) => writeFileSync(join(work, name), content);
    mkdirSync(join(work, 'below'));
    write('a.txt', 'one\n');
    write('picture.bin', Buffer.from([0, 1, 2, 3]));
    gitRepository(work);
    git(work, 'add', '--all');
    git(work, 'commit', '--quiet', '-m', 'second');
    git(home, 'init', '--quiet', '--bare', '--initial-branch=main', 'remote.git');
    git(work, 'remote', 'add', 'origin', join(home, 'remote.git'));
    git(work, 'push', '--quiet', '--set-upstream', 'origin', 'main');
    write('a.txt', 'two\n');
    write('below/b.txt', 'new\n');
    await client.call('gitDiffToRemote', { cwd: join(work, 'below') });
    write('picture.bin', Buffer.from([0, 1, 2, 4]));
    await client.call('gitDiffToRemote', { cwd: work });
  },
} satisfies Scenario;

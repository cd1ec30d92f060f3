import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { git, gitRepository } from '../../support/scratch.js';
import type { Scenario } from '../scenario.js';

export default {
  name: 'git: what a rollout says of the repository',
  async steps(client) {
    await client.initialize();
    const ws = join(client.server.work, 'ws');
    mkdirSync(join(ws, 'below'), { recursive: true });
    const begin = (cwd: string) => client.call('newConversation', { cwd });
    git(ws, 'init', '--quiet', '--initial-branch=main');
    await begin(ws); // no commit, no remote
    gitRepository(ws);
    git(ws, 'remote', 'add', 'origin', '../remote.git');
    await begin(join(ws, 'below'));
    git(ws, 'config', 'url.ssh://git@example.org/.insteadOf', '../');
    git(ws, 'switch', '--quiet', '--create', 'a/b');
    git(ws, 'pack-refs', '--all');
    await begin(ws);
    git(ws, 'worktree', 'add', '--quiet', '../linked', '-b', 'linked');
    await begin(join(client.server.work, 'linked'));
    git(ws, 'switch', '--quiet', '--detach');
    await begin(ws);
    await begin('/');
  },
} satisfies Scenario;

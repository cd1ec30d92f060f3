import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../client.js';
import type { Scenario } from '../scenario.js';

const FILES = [
  'src/main.rs',
  'src/window/MainWindow.ts',
  'src/window/main-window.css',
  'docs/café menu.md',
  'docs/Straße.txt',
  'a1b/ab12/foo-bar.txt',
  'aXbY/xaab,x.txt',
  '.env',
  '日本/一.txt',
  'node_modules/left/index.js',
  'build/main.o',
  'sub/build/main.o',
  'logs/main.log',
  'logs/kept.log',
];

const QUERIES = [
  ...['main', 'main.rs', 'mn', 'window', 'Window', 'mw', 'fb', 'bar', '12', 'xy', 'aab', 'env', '.env', 'cafe', 'café'],
  ...[
    'main rs',
    'rs main',
    'window css',
    'docs menu',
    'str txt',
    'index',
    '/index',
    'w',
    'log',
    'sub main',
    '日',
    'zzz',
  ],
  ...['^src', 'rs$', "'main", '!main', 'a\\ m', '  '],
];

/** The order of equal ones is a matter of chance in the reference. */
async function search(client: Client, params: Record<string, unknown>): Promise<void> {
  const reply = await client.call('fuzzyFileSearch', params);
  const { files } = reply.result as { files: { score: number; path: string; root: string }[] };
  const key = ({ path, root }: { path: string; root: string }) => `${path} ${root}`;
  files.sort((a, b) => b.score - a.score || (key(a) < key(b) ? -1 : 1));
}

export default {
  name: 'files are searched',
  files: Object.fromEntries(
    FILES.map((name) => [`work/${name}`, '']).concat([
      ['work/.gitignore', 'build/\n*.log\n!kept.log\n'],
      ['work/sub/.ignore', '!build/\n'],
      ['home/.config/git/ignore', '*.txt~\n'],
      ['work/docs/old.txt~', ''],
      ['home/repository/.git/HEAD', 'ref: refs/heads/main\n'],
    ]),
  ),
  async steps(client) {
    const { work } = client.server;
    symlinkSync('main.rs', join(work, 'src', 'main-link.rs'));
    symlinkSync('src', join(work, 'main-folder'));
    mkdirSync(join(work, 'git-like'));
    writeFileSync(join(work, 'git-like', 'main'), '');
    await client.initialize();
    for (const query of QUERIES) await search(client, { query, roots: [work] });
    await search(client, { query: 'HEAD', roots: [`${client.server.home}/repository`] });
    await search(client, { query: '', roots: [work] });
    await search(client, { query: 'main', roots: ['src', `${work}/src/`, './sub', 'gone', 'src/main.rs', 'build'] });
    await search(client, { query: 'main', roots: [work], cancellationToken: 't' });
    await search(client, { query: 'main', roots: [work], cancellationToken: null });
    for (const params of [{ query: 'x' }, { roots: [] }, { query: 1, roots: [] }, { query: 'x', roots: 'y' }]) {
      await client.call('fuzzyFileSearch', params);
    }
  },
} satisfies Scenario;

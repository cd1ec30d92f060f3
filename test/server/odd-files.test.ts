import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Server, startServer } from '../support/server.js';
import { putOdd, SPECIAL_FILES } from '../support/special-files.js';

const INITIALIZE = { clientInfo: { name: 'test', version: '1' } };
const CONFIG = 'model_provider = "scripted"\n';
const ID = '0199f0a0-0000-7000-8000-000000000001';
const STORED = `~/sessions/2025/01/01/rollout-2025-01-01T00-00-00-${ID}.jsonl`;
const MORE_MIB = 100;

interface Case {
  /** Where the file is, from the home (`~/`) or the workspace. */
  readonly place: string;
  readonly config?: string;
  /** What reads it; it may be refused, but must be answered. */
  readonly writes?: true;
  readonly use: (server: Server, path: string) => Promise<unknown>;
}

const newConversation = (server: Server) => server.call('newConversation', {});

const CASES: readonly Case[] = [
  { place: '~/config.toml', use: newConversation },
  { place: '~/config.toml', use: (server) => server.call('getUserSavedConfig') },
  { place: '~/config.toml', writes: true, use: (server) => server.call('setDefaultModel', { model: 'm' }) },
  { place: '~/AGENTS.md', use: newConversation },
  { place: 'AGENTS.md', use: newConversation },
  { place: 'OTHER.md', config: 'project_doc_fallback_filenames = ["OTHER.md"]\n', use: newConversation },
  { place: 'instructions.md', config: 'experimental_instructions_file = "instructions.md"\n', use: newConversation },
  { place: 'script.json', config: 'turnwire.script = "script.json"\n', use: newConversation },
  { place: '.git', use: newConversation },
  { place: '.git/HEAD', use: newConversation },
  { place: '.git/config', use: newConversation },
  { place: '.git/HEAD', use: (server) => server.call('gitDiffToRemote', { cwd: server.work }) },
  { place: '.gitignore', use: (server) => server.call('fuzzyFileSearch', { query: 'a', roots: [server.work] }) },
  { place: '~/auth.json', use: (server) => server.call('getAuthStatus', { includeToken: true }) },
  { place: '~/auth.json', writes: true, use: (server) => server.call('loginApiKey', { apiKey: 'k' }) },
  { place: '~/history.jsonl', use: newConversation },
  { place: '~/.credentials.json', config: '[mcp_servers.s]\nurl = "http://127.0.0.1:9/"\n', use: newConversation },
  { place: 'rollout.jsonl', use: (server, path) => server.call('resumeConversation', { path }) },
  {
    place: 'rollout.jsonl',
    use: (server, path) => server.call('archiveConversation', { conversationId: ID, rolloutPath: path }),
  },
  { place: STORED, use: (server) => server.call('listConversations', {}) },
  { place: STORED, use: (server) => server.call('resumeConversation', { conversationId: ID }) },
];

it.each(CASES)(
  '$place may be anything: each request is answered ($config)',
  async ({ place, config = '', use, writes }) => {
    await using server = await startServer({ config: config.startsWith('[') ? CONFIG + config : config + CONFIG });
    await server.request('initialize', INITIALIZE);
    const path = place.startsWith('~/') ? join(server.home, place.slice(2)) : join(server.work, place);
    if (place.endsWith('.md')) await writeFile(path, 'text');
    if (place.endsWith('.json')) await writeFile(path, place === 'script.json' ? '[]' : '{}');
    await server.request('newConversation', {});
    const before = memoryOf(server);
    // A fault here would replace a device of this machine.
    for (const kind of Object.keys(SPECIAL_FILES).filter((name) => !writes || !name.startsWith('a link to'))) {
      await putOdd(kind, path);
      await use(server, path);
      expect(await server.request('getUserAgent')).toBeDefined();
      expect(memoryOf(server) - before, kind).toBeLessThan(MORE_MIB);
    }
  },
);

it.each(Object.keys(SPECIAL_FILES))(
  '%s as .env stops nothing, as config.toml it ends the start with a reason',
  async (kind) => {
    await using server = await startServer({ config: CONFIG });
    const home = server.home;
    await putOdd(kind, join(home, '.env'));
    {
      await using other = await startServer({ home });
      await other.request('initialize', INITIALIZE);
      expect(await newConversation(other)).toMatchObject({ result: {} });
      expect((await other.next('turnwire/diagnostics')).params).toMatchObject({
        message: expect.stringContaining('.env is not used'),
      });
    }
    await putOdd(kind, join(home, 'config.toml'));
    await using refused = await startServer({ home });
    expect(await refused.exit).toEqual({ code: 1, signal: null });
    expect(refused.stderr).toContain('config.toml');
  },
);

/** MiB at most so far. */
function memoryOf({ child }: Server): number {
  const status = process.platform === 'linux' ? readFileSync(`/proc/${child.pid}/status`, 'utf8') : '';
  return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

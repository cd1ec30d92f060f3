import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.js';
import { HOSTILE, hostileReplies } from '../support/hostile-thread.js';
import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';

/** A home in which `exec` has begun a conversation with each prompt. */
async function stored(prompts: readonly string[], replies: readonly PeerReply[] = prompts.map((text) => ({ text }))) {
  const scratch = await scratchFolder('threads');
  await using peer = await startModelPeer(replies);
  await scratch.write('home/config.toml', peer.config());
  await scratch.write('work/.git/HEAD', 'ref: refs/heads/main\n');
  await scratch.write('elsewhere/file', '');
  const home = join(scratch.path, 'home');
  const work = join(scratch.path, 'work');
  const ids: string[] = [];
  for (const prompt of prompts) {
    const run = await runCommand(home, ['exec', '--json', '-s', 'danger-full-access', '-C', work, prompt]);
    ids.push(JSON.parse(run.stdout.split('\n', 1)[0] as string).thread_id);
  }
  return {
    home,
    work,
    ids,
    run: (...args: string[]) => runCommand(home, args),
    list: async (...args: string[]) => {
      const { stdout } = await runCommand(home, ['list', '--json', '--source', 'exec', '-C', work, ...args]);
      return (JSON.parse(stdout) as { id: string; name: string | null }[]).map(({ id }) => id);
    },
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}

test('list filters by folder, source, text and number', async () => {
  await using s = await stored(['first rose', 'second tulip', 'third rose']);
  const [first, second, third] = s.ids;
  expect(await s.list()).toEqual([third, second, first]);
  expect(await s.list('--search', 'rose')).toEqual([third, first]);
  expect(await s.list('--limit', '1')).toEqual([third]);
  expect(await s.list('-C', join(s.work, '../elsewhere'))).toEqual([]);
  // What exec began is in no list of a person.
  const plain = await s.run('list', '--all');
  expect(plain).toEqual({ code: 0, stdout: '', stderr: 'There are no such conversations.\n' });
  const { stdout, stderr } = await s.run('list', '--all', '--source', 'all', '--limit', '2');
  expect(stdout.split('\n').map((line) => line.slice(0, 13))).toEqual([third?.slice(0, 13), second?.slice(0, 13), '']);
  expect(stdout).toContain('  third rose\n');
  expect(stderr).toContain('There are more');
  expect(await s.run('list', '--limit', 'x')).toMatchObject({ code: 2 });
});

test('a conversation is archived, restored, named and deleted, by what names it', async () => {
  await using s = await stored(['one', 'two']);
  const [one = '', two = ''] = s.ids;
  expect((await s.run('rename', one, 'My first one')).stdout).toBe(`Named ${one}  My first one.\n`);
  expect(await s.run('archive', 'My first one')).toMatchObject({ code: 0, stdout: `Archived ${one}  My first one.\n` });
  expect(await s.list()).toEqual([two]);
  expect(await s.list('--archived')).toEqual([one]);
  expect(await s.run('archive', one.slice(0, 23))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is archived'),
  });
  expect((await s.run('show', one.slice(0, 23))).stdout).toContain('# My first one\n');
  expect(await s.run('unarchive', 'My first one')).toMatchObject({ code: 0 });
  expect(await s.run('unarchive', 'My first one')).toMatchObject({
    code: 1,
    stderr: 'turnwire: My first one is not archived\n',
  });
  // All are found before anything is done.
  expect(await s.run('archive', one, 'nothing')).toMatchObject({ code: 1, stdout: '' });
  expect(await s.list('--archived')).toEqual([]);
  expect(await s.run('delete', one)).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect(await s.run('delete', '--yes', one, two, one)).toMatchObject({ code: 0 });
  expect(await s.list()).toEqual([]);
});

test.each([['show'], ['archive'], ['unarchive'], ['delete', '--yes'], ['rename']])(
  '%s of what is unknown or ambiguous says so, with exit code 1',
  async (...words) => {
    await using s = await stored(['one', 'two']);
    const more = words[0] === 'rename' ? ['new'] : [];
    for (const wanted of ['no such name', 'ffff', '00000000-0000-7000-8000-000000000000']) {
      expect(await s.run(...words, wanted, ...more)).toEqual({
        code: 1,
        stdout: '',
        stderr: `turnwire: no conversation has the id or the name ${wanted}\n`,
      });
    }
    if (words[0] === 'unarchive') await s.run('archive', ...s.ids);
    const { code, stdout, stderr } = await s.run(...words, '0', ...more);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^turnwire: 0 can be one of these; write more of the id:\n( {2}\S+ {2}(one|two)\n){2}$/);
  },
);

test('show prints what was said and done', async () => {
  await using s = await stored(['look'], hostileReplies());
  const [id = ''] = s.ids;
  const { code, stdout } = await s.run('show', id);
  expect(code).toBe(0);
  expect(stdout).not.toContain('\u001b');
  expect(stdout).toContain('## User\n\n> look\n');
  expect(stdout).toMatch(/\*Command, exit code 3\*\n\n`{4,}console\n\$ .*\n[\s\S]*?\n`{4,}\n/);
  expect(stdout).toContain('```diff\n<img src=x onerror=alert(1)>\n```');
  const thread = JSON.parse((await s.run('show', id, '--json')).stdout);
  expect(thread).toMatchObject({ id, turns: [{ status: 'completed' }] });
});

test('the page of show holds hostile words as text', async () => {
  await using s = await stored([HOSTILE], hostileReplies());
  const { code, stdout } = await s.run('show', s.ids[0] ?? '', '--html');
  expect(code).toBe(0);
  expect(stdout).toContain("default-src 'none'");
  // Tags that are there: those of the page, and of Markdown. No attribute comes from what was said but the address of a link.
  const tags = [...stdout.matchAll(/<([a-z]\w*)([^>]*)>/gi)].map(([, name, attributes]) => ({ name, attributes }));
  const named = new Set(tags.map(({ name }) => name));
  for (const name of ['script', 'img', 'iframe', 'svg', 'object', 'form', 'base', 'link', 'video'])
    expect(named).not.toContain(name);
  for (const { attributes } of tags) expect(attributes).not.toMatch(/\son\w+=|javascript:|data:/i);
  expect(stdout).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  const links = tags.filter(({ name }) => name === 'a');
  expect(links.length).toBeGreaterThanOrEqual(2);
  for (const { attributes } of links)
    expect(attributes).toMatch(/^ href="https:\/\/example\.test[^"<>]*" rel="noopener noreferrer nofollow"$/);
  expect(stdout).not.toMatch(/(?!\n)\p{Cc}/u);
});

test('a damaged home is reported in one line', async () => {
  await using scratch = await scratchFolder('broken');
  await scratch.write('config.toml', 'a = = b\n');
  for (const args of [['list'], ['show', 'x'], ['archive', 'x']]) {
    const { code, stdout, stderr } = await runCommand(scratch.path, args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^turnwire: .*config\.toml.*\n/);
  }
  expect(await readFile(join(scratch.path, 'config.toml'), 'utf8')).toBe('a = = b\n');
});

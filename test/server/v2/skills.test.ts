import { link as linkFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SkillsListResponse } from '../../../generated-types/v2/index.js';
import { scratchFolder } from '../../support/scratch.js';
import { type Server, startServer } from '../../support/server.js';
import { INITIALIZE } from './session.js';

async function skill(folder: string, head: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'SKILL.md'), head);
}

const named = (name: string) => `---\nname: ${name}\ndescription: about ${name}\n---\nDo it.\n`;
const list = (server: Server, params: object) => server.request<SkillsListResponse>('skills/list', params);
const names = ({ data }: SkillsListResponse) => data[0]?.skills.map(({ name, scope }) => `${scope} ${name}`);

async function start() {
  const server = await startServer();
  await server.request('initialize', INITIALIZE);
  await mkdir(join(server.work, '.git'));
  return server;
}

test('skills of the project come before those of the user', async () => {
  await using server = await start();
  const { home, work } = server;
  await skill(join(home, 'skills', 'one'), named('one'));
  await skill(join(home, 'skills', '.hidden', 'none'), named('none'));
  await skill(join(home, 'skills', '.system', 'theirs'), named('theirs'));
  await skill(join(home, 'skills', 'a', 'b', 'c', 'd', 'e', 'f'), named('deep'));
  await skill(join(home, 'skills', 'a', 'b', 'c', 'd', 'e', 'f', 'g'), named('too-deep'));
  await skill(join(home, '.agents', 'skills', 'agents'), named('agents'));
  await skill(join(work, '.codex', 'skills', 'top'), named('top'));
  await skill(join(work, 'sub', '.agents', 'skills', 'below'), named('below'));
  const mine = ['user agents', 'user deep', 'user one', 'system theirs'];
  expect(names(await list(server, { cwds: [join(work, 'sub')] }))).toEqual(['repo below', 'repo top', ...mine]);
  expect(names(await list(server, { cwd: work, skillsPaths: ['/x'] }))).toEqual(['repo top', ...mine]);
  expect(names(await list(server, { cwds: ['/nowhere'], forceReload: true }))).toEqual(mine);
});

test('a client names further folders with skills, for all clients of the server', async () => {
  await using server = await start();
  const [extra, other] = [join(server.work, 'extra'), join(server.work, 'other')];
  await skill(join(extra, 'more'), named('more'));
  const set = (extraRoots: string[]) => server.request('skills/extraRoots/set', { extraRoots });
  expect(await set([extra, other])).toEqual({});
  await server.next('skills/changed');
  expect(names(await list(server, {}))).toEqual(['user more']);
  await skill(join(other, 'later'), named('later'));
  expect(names(await list(server, {}))).toEqual(['user later', 'user more']);
  const error = await server.refused('skills/extraRoots/set', { extraRoots: [extra, 'relative'] });
  expect(error.message).toBe('Invalid request: params.extraRoots.1: relative is not an absolute path');
  expect(names(await list(server, {}))).toEqual(['user later', 'user more']);
  await set([]);
  expect(names(await list(server, {}))).toEqual([]);
});

test('a skill that is another name of a file with secrets is not read', async () => {
  await using server = await start();
  const { home, work } = server;
  await writeFile(join(home, 'auth.json'), named('secret'));
  const folder = join(work, '.codex', 'skills', 'leak');
  await mkdir(folder, { recursive: true });
  await linkFile(join(home, 'auth.json'), join(folder, 'SKILL.md'));
  const [row] = (await list(server, {})).data;
  expect(row?.skills).toEqual([]);
  expect(row?.errors).toEqual([{ path: join(folder, 'SKILL.md'), message: 'it leads to a file that holds secrets' }]);
});

test('a head is read as the reference reads it, and what is wrong with one is named', async () => {
  await using server = await start();
  const at = (name: string) => join(server.home, 'skills', name);
  await skill(at('quoted'), "---\nname: \"Quoted: name\"\ndescription: 'it''s'\nallowed-tools: [a, b]\n---\n");
  await skill(at('block'), '---\ndescription: |\n  two\n  lines: here\nmetadata:\n  short-description: short\n---\n');
  await skill(at('long'), `---\nname: ${'n'.repeat(70)}\ndescription: d\n---\n`);
  await skill(at('without'), '---\nname: without\n---\n');
  await skill(at('open'), '---\nname: open\ndescription: d\n');
  await skill(at('huge'), named('huge').padEnd(300 * 1024, 'x'));
  const [row] = (await list(server, {})).data;
  expect(row?.skills).toMatchObject([
    { name: 'Quoted: name', description: "it's" },
    { name: 'block', description: 'two lines: here', shortDescription: 'short', enabled: true, pluginId: null },
  ]);
  expect(row?.errors).toEqual([
    { path: join(at('huge'), 'SKILL.md'), message: expect.any(String) },
    { path: join(at('long'), 'SKILL.md'), message: 'invalid name: exceeds maximum length of 64 characters' },
    { path: join(at('open'), 'SKILL.md'), message: 'missing YAML frontmatter delimited by ---' },
    { path: join(at('without'), 'SKILL.md'), message: 'missing field `description`' },
  ]);
});

test("a link out of the project is not followed, one of the user's is", async () => {
  await using elsewhere = await scratchFolder('elsewhere');
  await using server = await start();
  await skill(join(elsewhere.path, 'secret'), named('secret'));
  await mkdir(join(server.work, '.agents', 'skills', 'file'), { recursive: true });
  await symlink(elsewhere.path, join(server.work, '.agents', 'skills', 'out'));
  await symlink(join(elsewhere.path, 'secret', 'SKILL.md'), join(server.work, '.agents', 'skills', 'file', 'SKILL.md'));
  await symlink(join(server.work, '.agents'), join(server.work, '.agents', 'skills', 'circle'));
  expect(names(await list(server, {}))).toEqual([]);
  await mkdir(join(server.home, 'skills'));
  await symlink(elsewhere.path, join(server.home, 'skills', 'linked'));
  expect(names(await list(server, {}))).toEqual(['user secret']);
});

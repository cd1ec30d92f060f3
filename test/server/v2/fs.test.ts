import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Server } from '../../support/server.js';
import { base64, initialized } from './client-commands.js';
import { received } from './session.js';

/** A server, and paths in its working directory. */
async function started() {
  const server = await initialized();
  const at = (name: string) => join(server.work, name);
  return {
    server,
    at,
    call: (method: string, params: object) => server.request(`fs/${method}`, params),
    async refused(method: string, params: object) {
      const { code, message } = await server.refused(`fs/${method}`, params);
      return [code, message];
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const MISSING = [-32603, 'No such file or directory (os error 2)'];

it('files are read and written, through links, with any bytes', async () => {
  await using s = await started();
  const bytes = Buffer.from([0, 255, 10, 13, 128]);
  await s.call('writeFile', { path: s.at('a'), dataBase64: bytes.toString('base64') });
  symlinkSync('a', s.at('link'));
  symlinkSync('made', s.at('dangling'));
  expect(await s.call('readFile', { path: s.at('link') })).toEqual({ dataBase64: bytes.toString('base64') });
  await s.call('writeFile', { path: s.at('link'), dataBase64: base64('b') });
  await s.call('writeFile', { path: s.at('dangling'), dataBase64: '' });
  expect(readFileSync(s.at('a'), 'utf8')).toBe('b');
  expect(readFileSync(s.at('made'), 'utf8')).toBe('');
  // What it is stays: its mode, and its other names.
  chmodSync(s.at('a'), 0o600);
  linkSync(s.at('a'), s.at('other'));
  await s.call('writeFile', { path: s.at('a'), dataBase64: base64('longer') });
  expect(readFileSync(s.at('other'), 'utf8')).toBe('longer');
  expect(statSync(s.at('a')).mode & 0o777).toBe(0o600);
});

it('what is not a file is refused, and nothing waits for a pipe', async () => {
  await using s = await started();
  execFileSync('mkfifo', [s.at('pipe')]);
  mkdirSync(s.at('folder'));
  const notAFile = (path: string) => [-32600, `path \`${path}\` is not a file`];
  for (const name of ['pipe', 'folder'])
    expect(await s.refused('readFile', { path: s.at(name) })).toEqual(notAFile(s.at(name)));
  expect(await s.refused('readFile', { path: '/dev/zero' })).toEqual(notAFile('/dev/zero'));
  expect(await s.refused('writeFile', { path: s.at('pipe'), dataBase64: '' })).toEqual(notAFile(s.at('pipe')));
  writeFileSync(s.at('a'), 'a');
  expect(await s.refused('copy', { sourcePath: s.at('a'), destinationPath: s.at('pipe') })).toEqual(
    notAFile(s.at('pipe')),
  );
  expect(await s.refused('copy', { sourcePath: s.at('pipe'), destinationPath: s.at('b') })).toEqual([
    -32600,
    'fs/copy only supports regular files, directories, and symlinks',
  ]);
  expect(await s.refused('writeFile', { path: s.at('folder'), dataBase64: '' })).toEqual([
    -32603,
    'Is a directory (os error 21)',
  ]);
});

it('a file that is too large for a reply is refused', async () => {
  await using s = await started();
  execFileSync('truncate', ['-s', '65M', s.at('large')]);
  const [code, message] = await s.refused('readFile', { path: s.at('large') });
  expect(code).toBe(-32600);
  expect(message).toMatch(/it has more than 64 MiB, which is the most$/);
});

it('each refusal has the text of the system', async () => {
  await using s = await started();
  writeFileSync(s.at('a'), 'a');
  expect(await s.refused('readFile', { path: s.at('none') })).toEqual(MISSING);
  expect(await s.refused('readFile', { path: s.at('a/b') })).toEqual([-32603, 'Not a directory (os error 20)']);
  expect(await s.refused('writeFile', { path: s.at('none/a'), dataBase64: '' })).toEqual(MISSING);
  expect(await s.refused('writeFile', { path: s.at('a'), dataBase64: '!' })).toEqual([
    -32600,
    'fs/writeFile requires valid base64 dataBase64: Invalid symbol 33, offset 0.',
  ]);
  for (const path of ['relative', '', '~/x'])
    expect((await s.refused('readFile', { path }))[1]).toBe('Invalid request: params.path: expected an absolute path');
  expect(await s.refused('readFile', { path: '/a\0b' })).toEqual([
    -32600,
    'file name contained an unexpected NUL byte',
  ]);
  expect(await s.refused('getMetadata', { path: s.at('none') })).toEqual(MISSING);
  expect(await s.refused('readDirectory', { path: s.at('a') })).toEqual([-32603, 'Not a directory (os error 20)']);
  expect((await s.server.refused('fs/readFile', { path: s.at('none') })).data).toEqual({
    code: 'io_error',
    reason: MISSING[1],
    path: s.at('none'),
  });
});

it('folders are made, listed and removed', async () => {
  await using s = await started();
  await s.call('createDirectory', { path: s.at('one/two') });
  await s.call('createDirectory', { path: s.at('one/two') });
  expect(await s.refused('createDirectory', { path: s.at('one'), recursive: false })).toEqual([
    -32603,
    'File exists (os error 17)',
  ]);
  expect(await s.refused('createDirectory', { path: s.at('x/y'), recursive: false })).toEqual(MISSING);
  writeFileSync(s.at('one/file'), '');
  symlinkSync('file', s.at('one/link'));
  symlinkSync('none', s.at('one/dangling'));
  const { entries } = (await s.call('readDirectory', { path: s.at('one') })) as { entries: { fileName: string }[] };
  expect([...entries].sort((a, b) => (a.fileName < b.fileName ? -1 : 1))).toEqual([
    { fileName: 'file', isDirectory: false, isFile: true },
    { fileName: 'link', isDirectory: false, isFile: true },
    { fileName: 'two', isDirectory: true, isFile: false },
  ]);
  expect(await s.call('getMetadata', { path: s.at('one/link') })).toMatchObject({ isFile: true, isSymlink: true });
  expect(await s.call('getMetadata', { path: s.at('one') })).toMatchObject({
    isDirectory: true,
    isSymlink: false,
    modifiedAtMs: Math.floor(statSync(s.at('one')).mtimeMs),
  });
  expect(await s.refused('remove', { path: s.at('one'), recursive: false })).toEqual([
    -32603,
    'Directory not empty (os error 39)',
  ]);
  await s.call('remove', { path: s.at('one/two'), recursive: false });
  // A link goes, and not what it leads to, also with a slash behind it.
  symlinkSync('one', s.at('to-one'));
  await s.call('remove', { path: `${s.at('to-one')}/` });
  expect(statSync(s.at('one/file')).isFile()).toBe(true);
  await s.call('remove', { path: s.at('one') });
  await s.call('remove', { path: s.at('one') });
  expect(await s.refused('remove', { path: s.at('one'), force: false })).toEqual(MISSING);
  expect((await s.refused('remove', { path: '/' }))[0]).toBe(-32600);
});

it('files, links and folders are copied', async () => {
  await using s = await started();
  const copy = (from: string, to: string, recursive?: boolean) => ({
    sourcePath: s.at(from),
    destinationPath: s.at(to),
    recursive,
  });
  mkdirSync(s.at('d/e'), { recursive: true });
  writeFileSync(s.at('d/f'), 'f', { mode: 0o755 });
  symlinkSync('../a', s.at('d/l'));
  execFileSync('mkfifo', [s.at('d/pipe')]);
  await s.call('copy', copy('d', 'new/d', true));
  expect(readFileSync(s.at('new/d/f'), 'utf8')).toBe('f');
  expect(statSync(s.at('new/d/f')).mode & 0o777).toBe(0o755);
  expect(await s.call('readDirectory', { path: s.at('new/d') })).toMatchObject({ entries: { length: 2 } });
  expect(await s.refused('copy', copy('d', 'other'))).toEqual([
    -32600,
    'fs/copy requires recursive: true when sourcePath is a directory',
  ]);
  symlinkSync('d', s.at('same'));
  for (const to of ['d', 'd/in', 'd/e/in/deep', 'same/in'])
    expect(await s.refused('copy', copy('d', to, true))).toEqual([
      -32600,
      'fs/copy cannot copy a directory to itself or one of its descendants',
    ]);
  await s.call('copy', copy('same', 'same-2'));
  expect(await s.call('getMetadata', { path: s.at('same-2') })).toMatchObject({ isSymlink: true });
  // A file onto itself stays as it is.
  writeFileSync(s.at('a'), 'kept');
  symlinkSync('a', s.at('to-a'));
  await s.call('copy', copy('a', 'a'));
  await s.call('copy', copy('a', 'to-a'));
  expect(readFileSync(s.at('a'), 'utf8')).toBe('kept');
  writeFileSync(s.at('longer'), 'something longer');
  await s.call('copy', copy('a', 'longer'));
  expect(readFileSync(s.at('longer'), 'utf8')).toBe('kept');
  expect(await s.refused('copy', copy('none', 'x'))).toEqual(MISSING);
  expect(await s.refused('copy', copy('a', 'none/x'))).toEqual(MISSING);
});

const reported = (server: Server, watchId: string): string[] =>
  received(server).flatMap(({ method, params }) => {
    const changed = params as { watchId: string; changedPaths: string[] };
    return method === 'fs/changed' && changed.watchId === watchId ? changed.changedPaths : [];
  });

/** Waits until a watch has reported a path, `times` times. */
const untilReported = (server: Server, watchId: string, path: string, times = 1) =>
  server.until(`${times} changes of ${path} from ${watchId}`, () =>
    reported(server, watchId).filter((each) => each === path).length >= times ? true : undefined,
  );

it('a watch of a folder names what has changed in it, and nothing below', async () => {
  await using s = await started();
  mkdirSync(s.at('d/e'), { recursive: true });
  writeFileSync(s.at('d/old'), '');
  expect(await s.call('watch', { watchId: 'w', path: `${s.at('d')}/` })).toEqual({ path: s.at('d') });
  expect(await s.refused('watch', { watchId: 'w', path: s.at('d') })).toEqual([-32600, 'watchId already exists: w']);
  writeFileSync(s.at('d/new'), 'x');
  await untilReported(s.server, 'w', s.at('d/new'));
  renameSync(s.at('d/new'), s.at('d/moved'));
  await untilReported(s.server, 'w', s.at('d/moved'));
  writeFileSync(s.at('d/e/below'), '');
  rmSync(s.at('d/old'));
  await untilReported(s.server, 'w', s.at('d/old'));
  expect(reported(s.server, 'w').some((path) => path.startsWith(s.at('d/e/')))).toBe(false);
  // It is watched again when it comes again.
  rmSync(s.at('d'), { recursive: true });
  await untilReported(s.server, 'w', s.at('d'));
  mkdirSync(s.at('d'));
  await untilReported(s.server, 'w', s.at('d'), 2);
  writeFileSync(s.at('d/again'), '');
  await untilReported(s.server, 'w', s.at('d/again'));
  expect(await s.call('unwatch', { watchId: 'w' })).toEqual({});
  expect(await s.call('unwatch', { watchId: 'w' })).toEqual({});
  await s.call('watch', { watchId: 'next', path: s.at('d') });
  const before = reported(s.server, 'w').length;
  writeFileSync(s.at('d/late'), '');
  await untilReported(s.server, 'next', s.at('d/late'));
  expect(reported(s.server, 'w').length).toBe(before);
});

it('a watch of a file outlives its replacement, and tells when one comes that was not there', async () => {
  await using s = await started();
  writeFileSync(s.at('f'), '');
  symlinkSync('f', s.at('link'));
  const names = ['f', 'link', 'later', 'no/such/later'];
  for (const name of names) await s.call('watch', { watchId: name, path: s.at(name) });
  writeFileSync(s.at('f'), 'more');
  await untilReported(s.server, 'f', s.at('f'));
  await untilReported(s.server, 'link', s.at('link'));
  const times = reported(s.server, 'f').length;
  writeFileSync(s.at('temporary'), 'new');
  renameSync(s.at('temporary'), s.at('f'));
  await untilReported(s.server, 'f', s.at('f'), times + 1);
  writeFileSync(s.at('f'), 'again');
  await untilReported(s.server, 'f', s.at('f'), times + 2);
  writeFileSync(s.at('later'), '');
  await untilReported(s.server, 'later', s.at('later'));
  mkdirSync(s.at('no/such'), { recursive: true });
  writeFileSync(s.at('no/such/later'), '');
  await untilReported(s.server, 'no/such/later', s.at('no/such/later'));
});

it('many changes come in few reports', async () => {
  await using s = await started();
  await s.call('watch', { watchId: 'w', path: s.server.work });
  const names = Array.from({ length: 300 }, (_, i) => s.at(`file-${i}`));
  for (const name of names) writeFileSync(name, '');
  for (const name of names) await untilReported(s.server, 'w', name);
  expect(received(s.server).filter(({ method }) => method === 'fs/changed').length).toBeLessThan(50);
});

/** Folders with so many files that removing or copying them takes many steps. */
function bigTree(path: string): void {
  for (let n = 0; n < 30; n++) {
    mkdirSync(join(path, `${n}`), { recursive: true });
    for (let file = 0; file < 100; file++) writeFileSync(join(path, `${n}`, `${file}`), 'x');
  }
}

/** The methods in the order in which they were answered. */
const answers = (server: Server): string[] => {
  const asked = new Map(server.lines.flatMap(({ from, message: m }) => (from === 'client' ? [[m.id, m.method]] : [])));
  return server.lines.flatMap(({ from, message }) =>
    from === 'server' && message.method === undefined ? [String(asked.get(message.id))] : [],
  );
};

it('other requests are answered while a big folder is removed or copied', async () => {
  await using s = await started();
  bigTree(s.at('big'));
  writeFileSync(s.at('small'), '');
  await Promise.all([
    s.call('copy', { sourcePath: s.at('big'), destinationPath: s.at('copied'), recursive: true }),
    s.call('writeFile', { path: s.at('other'), dataBase64: '' }),
  ]);
  await Promise.all([
    s.call('remove', { path: s.at('big') }),
    s.call('getMetadata', { path: s.at('small') }),
    s.server.request('thread/loaded/list', {}),
  ]);
  expect(answers(s.server).slice(1)).toEqual([
    'fs/writeFile',
    'fs/copy',
    'fs/getMetadata',
    'thread/loaded/list',
    'fs/remove',
  ]);
  expect(readFileSync(join(s.at('copied'), '29', '99'), 'utf8')).toBe('x');
});

it('what is asked about the same files is done in order, one after the other', async () => {
  await using s = await started();
  bigTree(s.at('big'));
  const [, , , , read, , left] = await Promise.all([
    s.call('remove', { path: s.at('big') }),
    s.call('createDirectory', { path: join(s.at('big'), '0') }),
    s.call('writeFile', { path: join(s.at('big'), '0', 'new'), dataBase64: base64('new') }),
    s.call('copy', { sourcePath: s.at('big'), destinationPath: s.at('copied'), recursive: true }),
    s.call('readFile', { path: join(s.at('copied'), '0', 'new') }),
    s.call('remove', { path: s.at('copied') }),
    s.call('readDirectory', { path: s.server.work }),
  ]);
  expect(read).toEqual({ dataBase64: base64('new') });
  expect(left).toMatchObject({ entries: [{ fileName: 'big' }] });
  expect(readdirSync(s.at('big'), { recursive: true }).sort()).toEqual(['0', join('0', 'new')]);
});

it('what waits for other work on the same files does not hold up further requests', async () => {
  await using s = await started();
  bigTree(s.at('big'));
  await Promise.all([
    s.call('remove', { path: s.at('big') }),
    s.call('writeFile', { path: s.at('big'), dataBase64: '' }),
    s.server.request('thread/loaded/list', {}),
  ]);
  expect(answers(s.server).slice(1)).toEqual(['thread/loaded/list', 'fs/remove', 'fs/writeFile']);
});

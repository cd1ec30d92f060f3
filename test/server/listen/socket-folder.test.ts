import { chmod, lstat, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultSocket, startListening } from '../../support/listening.js';
import { scratchFolder } from '../../support/scratch.js';
import { SocketClient } from '../../support/socket-client.js';

/** What a server says that cannot listen there. */
async function refusal(listen: string[], home?: string, config?: string) {
  await using server = await startListening({ listen, ...(home && { home }), ...(config && { config }) });
  const { code } = await server.exit;
  return { code, stderr: server.stderr };
}

it('a folder that others can use is refused, and a missing one is made', async () => {
  await using scratch = await scratchFolder('sockets');
  const [open, link] = [join(scratch.path, 'open'), join(scratch.path, 'link')];
  await mkdir(open);
  await chmod(open, 0o755);
  await symlink(scratch.path, link);
  await writeFile(join(scratch.path, 'file'), '');
  const says = (text: string) => ({ code: 1, stderr: expect.stringContaining(text) });
  expect(await refusal([`unix://${open}/s`])).toEqual(says('can be opened by other users: change its mode to 700'));
  expect(await refusal([`unix://${link}/s`])).toEqual(says('is a symbolic link'));
  expect(await refusal([`unix://${scratch.path}/file/s`])).toEqual(says('file'));
  expect(await refusal([`unix://${scratch.path}/file`])).toEqual(says('is no socket'));
  expect(await refusal([`unix://${scratch.path}/${'x'.repeat(100)}`])).toEqual(says('name a shorter one'));
  const deep = join(scratch.path, 'a', 'b', 's');
  await using server = await startListening({ listen: [`unix://${deep}`] });
  expect(server.stderr).toContain(`listening on: unix://${deep}`);
  expect((await lstat(join(scratch.path, 'a', 'b'))).mode & 0o777).toBe(0o700);
});

it('a socket that something listens on is left alone, and that of a dead server is replaced', async () => {
  await using scratch = await scratchFolder('home');
  const home = scratch.path;
  const socket = defaultSocket(home);
  await using dead = await startListening({ home });
  const inUse = { code: 1, stderr: expect.stringContaining(`socket is already in use at ${socket}`) };
  expect(await refusal(['unix://'], home)).toEqual(inUse);
  await using _client = await SocketClient.connect(socket);
  dead.kill('SIGKILL');
  await dead.exit;
  expect((await lstat(socket)).isSocket()).toBe(true);
  // Of many that come at once, one takes it.
  const all = await Promise.all(Array.from({ length: 4 }, () => startListening({ home })));
  const living = all.filter(({ child }) => child.exitCode === null);
  expect(living).toHaveLength(1);
  await using client = await SocketClient.connect(socket);
  await client.hello();
  for (const server of all) await server[Symbol.asyncDispose]();
  expect(await readdir(join(home, 'app-server-control'))).toEqual([]);

  const foreign = createServer();
  await new Promise<void>((resolve) => foreign.listen(socket, resolve));
  expect(await refusal(['unix://'], home)).toEqual(inUse);
  foreign.close();
});

it('when one of several places cannot be used, or the configuration, none is left open', async () => {
  await using scratch = await scratchFolder('home');
  const home = scratch.path;
  const folder = join(home, 'app-server-control');
  expect(await refusal(['unix://', `unix://${home}/${'x'.repeat(200)}`], home)).toMatchObject({ code: 1 });
  expect(await readdir(folder)).toEqual([]);
  expect(await refusal(['unix://'], home, 'model = 3')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('error loading config'),
  });
  expect(await readdir(folder)).toEqual([]);
});

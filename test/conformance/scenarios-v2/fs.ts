import type { ThreadClient } from '../v2/client.js';
import type { ThreadScenario } from '../v2/scenario.js';

const FILES = { 'work/a.txt': 'one\n', 'work/d/e/f.txt': 'two\n', 'work/single/g.txt': 'g' };

/** A call about a path in the working directory. */
const at = (client: ThreadClient, method: string, name: string, more: object = {}) =>
  client.call(`fs/${method}`, { path: `${client.server.work}/${name}`, ...more });
const copy = (client: ThreadClient, from: string, to: string, more: object = {}) => {
  const { work } = client.server;
  return client.call('fs/copy', { sourcePath: `${work}/${from}`, destinationPath: `${work}/${to}`, ...more });
};
const base64 = (text: string) => Buffer.from(text).toString('base64');
const RECURSIVE = { recursive: true };
const FLAT = { recursive: false };

/** Makes links and a pipe, as a client can. */
const prepare = (client: ThreadClient) =>
  client.call('command/exec', {
    command: ['sh', '-c', 'ln -s a.txt link; ln -s d to-d; ln -s none dangling; ln -s ../a.txt d/l; mkfifo pipe'],
  });

export default [
  {
    name: 'v2 fs: reads and writes',
    files: FILES,
    async steps(client) {
      await client.initialize();
      await prepare(client);
      for (const name of ['a.txt', 'link', 'd', 'none', 'a.txt/x', 'dangling']) await at(client, 'readFile', name);
      for (const path of ['relative', '', '~/x', '/dev/null', '/a\0b']) await client.call('fs/readFile', { path });
      await at(client, 'writeFile', 'new', { dataBase64: base64('x') });
      await at(client, 'writeFile', 'link', { dataBase64: base64('y') });
      await at(client, 'writeFile', 'dangling', { dataBase64: '' });
      await at(client, 'writeFile', 'd', { dataBase64: '' });
      await at(client, 'writeFile', 'no/x', { dataBase64: '' });
      await at(client, 'writeFile', 'new', { dataBase64: '!' });
      for (const name of ['new', 'a.txt', 'none']) await at(client, 'readFile', name);
    },
  },
  {
    name: 'v2 fs: folders',
    files: FILES,
    async steps(client) {
      await client.initialize();
      await prepare(client);
      await at(client, 'createDirectory', 'x/y');
      await at(client, 'createDirectory', 'x/y');
      await at(client, 'createDirectory', 'x/y', FLAT);
      await at(client, 'createDirectory', 'z/y', FLAT);
      await at(client, 'createDirectory', 'a.txt');
      await at(client, 'createDirectory', 'a.txt/x');
      for (const name of ['a.txt', 'link', 'to-d', 'none', 'dangling', 'pipe', 'd'])
        await at(client, 'getMetadata', name);
      for (const name of ['single', 'x', 'a.txt', 'none']) await at(client, 'readDirectory', name);
      await client.call('command/exec', { command: ['sh', '-c', 'mkdir odd; ln -s none odd/dangling'] });
      await at(client, 'readDirectory', 'odd');
      await at(client, 'remove', 'none');
      await at(client, 'remove', 'none', { force: false });
      await at(client, 'remove', 'd', FLAT);
      await at(client, 'remove', 'x/y', FLAT);
      await at(client, 'remove', 'to-d');
      await at(client, 'remove', 'a.txt/x');
      for (const name of ['d', 'd', 'a.txt', 'pipe']) await at(client, 'remove', name);
      await at(client, 'getMetadata', 'd');
    },
  },
  {
    name: 'v2 fs: copies',
    files: FILES,
    async steps(client) {
      await client.initialize();
      await prepare(client);
      await copy(client, 'a.txt', 'b.txt');
      await at(client, 'readFile', 'b.txt');
      await copy(client, 'a.txt', 'd');
      await copy(client, 'none', 'x');
      await copy(client, 'a.txt', 'no/x');
      await copy(client, 'd', 'd2');
      await copy(client, 'd', 'd2', RECURSIVE);
      await copy(client, 'd', 'd2', RECURSIVE);
      await copy(client, 'd/e', 'd2/e', RECURSIVE);
      await at(client, 'getMetadata', 'd2/l');
      for (const to of ['d/in', 'd', 'to-d/in']) await copy(client, 'd', to, RECURSIVE);
      await copy(client, 'd', 'n/m', RECURSIVE);
      await copy(client, 'd', 'b.txt', RECURSIVE);
      await copy(client, 'link', 'link-2');
      await at(client, 'getMetadata', 'link-2');
      await copy(client, 'to-d', 'to-d-2', RECURSIVE);
      await copy(client, 'dangling', 'dangling-2');
      await copy(client, 'pipe', 'pipe-2');
      await client.call('command/exec', { command: ['sh', '-c', 'mkdir odd; mkfifo odd/pipe'] });
      await copy(client, 'odd', 'odd-2', RECURSIVE);
      await at(client, 'readDirectory', 'odd-2');
    },
  },
  {
    name: 'v2 fs: watches',
    files: FILES,
    async steps(client) {
      await client.initialize();
      await at(client, 'watch', '', { watchId: 'folder' });
      await at(client, 'watch', '', { watchId: 'folder' });
      await client.call('fs/watch', { watchId: 'r', path: 'relative' });
      await at(client, 'writeFile', 'd/e/below', { dataBase64: 'eA==' });
      await at(client, 'remove', 'a.txt');
      await client.told('fs/changed');
      await client.call('fs/unwatch', { watchId: 'folder' });
      await client.call('fs/unwatch', { watchId: 'folder' });
      await at(client, 'watch', 'later', { watchId: 'later' });
      await at(client, 'writeFile', 'later', { dataBase64: 'eA==' });
      await client.told('fs/changed', 2);
    },
  },
] satisfies ThreadScenario[];

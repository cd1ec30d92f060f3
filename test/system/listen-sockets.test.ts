import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hideFromCommands } from '../../src/process/sandbox/secrets.js';
import { READ_ONLY, setUp, USERS, workspaceWrite } from './sandbox-setup.js';

/** Says of each path whether it can be read, and whether something answers there. */
const REACH = `
const { readFileSync } = require('node:fs');
for (const path of process.argv.slice(1)) {
  try { console.log('read', readFileSync(path, 'utf8')) } catch {}
  require('node:net').connect(path).once('connect', function () { console.log('connected'); this.destroy() }).once('error', () => {});
}
`;

describe.each(USERS)('as $name', (user) => {
  test('a command reaches no socket on which clients reach the server, and reads no token', async () => {
    await using setup = await setUp({ user });
    const folder = join(setup.home, 'app-server-control');
    await mkdir(folder);
    const sockets = [join(folder, 'app-server-control.sock'), join(setup.outside, 'own.sock')];
    const tokens = [join(setup.home, 'turnwire-websocket-token'), join(setup.outside, 'token')];
    for (const token of tokens) await writeFile(token, 'SECRET');
    // What is not hidden can be reached, with the network.
    const plain = join(setup.outside, 'plain.sock');
    const listeners = [...sockets, plain].map((path) => createServer((socket) => socket.destroy()).listen(path));
    try {
      for (const path of [...sockets, plain]) await chmod(path, 0o777);
      for (const path of [sockets[1], tokens[1]]) hideFromCommands(path as string);
      const network = workspaceWrite({ network_access: true });
      const roots = { network_access: true, writable_roots: [setup.home, setup.outside] };
      const policies = [READ_ONLY, workspaceWrite(), network, workspaceWrite(roots)];
      for (const [at, policy] of policies.entries()) {
        const hasNetwork = at > 1;
        const { stdout } = await setup.run([process.execPath, '-e', REACH, ...sockets, ...tokens, plain], policy);
        expect(stdout, JSON.stringify(policy)).toBe(hasNetwork ? 'connected\n' : '');
      }
    } finally {
      for (const listener of listeners) listener.close();
    }
  });
});

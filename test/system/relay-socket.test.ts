import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RelayFolder } from '../../src/relay/folder.js';
import { READ_ONLY, setUp, USERS, workspaceWrite } from './sandbox-setup.js';

const REACH = `
const { readdirSync, readFileSync } = require('node:fs');
const attempt = (what, act) => { try { console.log(what, act()) } catch { console.log(what, 'refused') } };
const folder = process.argv[1];
attempt('list', () => readdirSync(folder).length);
attempt('read', () => readFileSync(folder + '/a.json', 'utf8'));
require('node:net').connect(folder + '/a.sock').once('connect', function () { console.log('connect', 'done'); this.destroy() })
  .once('error', () => console.log('connect', 'refused'));
`;

describe.each(USERS)('as $name', (user) => {
  test('a command reaches no relay socket, with or without the network', async () => {
    await using setup = await setUp({ user });
    // The folder is the user's own; its owner is the only one who may be there.
    const place = join(setup.home, 'turnwire-relay');
    const folder = new RelayFolder(setup.home, { make: true });
    writeFileSync(folder.pathOf('a.json'), 'SECRET');
    const listener = createServer((socket) => socket.destroy()).listen(folder.pathOf('a.sock'));
    try {
      const policies = [READ_ONLY, workspaceWrite(), workspaceWrite({ network_access: true })];
      for (const policy of [...policies, workspaceWrite({ network_access: true, writable_roots: [setup.home] })]) {
        const { stdout } = await setup.run([process.execPath, '-e', REACH, place], policy);
        expect(stdout, JSON.stringify(policy)).toBe('list refused\nread refused\nconnect refused\n');
      }
    } finally {
      listener.close();
      folder.close();
    }
  });
});

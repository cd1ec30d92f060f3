import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { scratchFolder } from './scratch.js';
import { until } from './until.js';

/** Debian's, which is in no user's PATH. */
const SSHD = '/usr/sbin/sshd';

export interface Sshd extends AsyncDisposable {
  /** A line for a shell that runs `remote` on a terminal of the other side. */
  command(remote: string): string;
}

/** A real sshd for the user of this process, with keys of its own, that only this machine reaches. */
export async function startSshd(): Promise<Sshd> {
  const folder = await scratchFolder('sshd', '/tmp');
  const at = (name: string): string => join(folder.path, name);
  for (const name of ['host', 'client']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', at(name)]);
  }
  const { username, uid } = userInfo();
  // sshd of root drops its rights there. The service of the system, which makes the folder, may not run.
  if (uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const port = await freePort();
  const settings = [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${at('host')}`,
    `AuthorizedKeysFile ${at('client.pub')}`,
    'PidFile none',
    'UsePAM no',
    'PasswordAuthentication no',
    // The folder is below /tmp, which all may write.
    'StrictModes no',
  ];
  const config = await folder.write('sshd_config', `${settings.join('\n')}\n`);
  const server = spawn(SSHD, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.on('data', (bytes) => {
    said += bytes;
  });
  const failed = once(server, 'error').then(([error]) => Promise.reject(error));
  try {
    await Promise.race([until(`sshd on port ${port}`, () => answers(port)), failed]);
  } catch (e) {
    server.kill();
    await folder[Symbol.asyncDispose]();
    throw new Error(`${(e as Error).message} (Debian's openssh-server is needed)\n${said}`);
  }
  const known = execFileSync('ssh-keygen', ['-y', '-f', at('host')], { encoding: 'utf8' });
  await folder.write('known_hosts', `[127.0.0.1]:${port} ${known}`);
  const options = [
    `-F /dev/null -p ${port} -i ${at('client')}`,
    `-o UserKnownHostsFile=${at('known_hosts')} -o GlobalKnownHostsFile=/dev/null -o StrictHostKeyChecking=yes`,
    '-o IdentitiesOnly=yes -o BatchMode=yes -o LogLevel=ERROR',
  ];
  return {
    command: (remote) => `ssh -tt ${options.join(' ')} ${username}@127.0.0.1 '${remote.replaceAll("'", "'\\''")}'`,
    async [Symbol.asyncDispose]() {
      const ended = once(server, 'exit');
      if (server.kill()) await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
  });

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

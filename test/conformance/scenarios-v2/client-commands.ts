import type { ThreadClient } from '../v2/client.js';
import type { ThreadScenario } from '../v2/scenario.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const exec = (client: ThreadClient, command: readonly string[], more: object = {}) =>
  client.call('command/exec', { command, ...more });
const sh = (client: ThreadClient, script: string, more: object = {}) => exec(client, ['sh', '-c', script], more);
const write = (client: ThreadClient, processId: string, text: string | null, more: object = {}) =>
  client.call('command/exec/write', { processId, deltaBase64: text === null ? null : base64(text), ...more });
const spawn = (client: ThreadClient, processHandle: string, script: string, more: object = {}) =>
  client.call('process/spawn', { command: ['sh', '-c', script], processHandle, cwd: client.server.work, ...more });
const kill = (client: ThreadClient, processHandle: string) => client.call('process/kill', { processHandle });
const STREAMED = { streamStdin: true, streamStdoutStderr: true };
const SIZE = { rows: 5, cols: 9 };

export default [
  {
    name: 'v2 command/exec: to its end',
    files: { 'work/sub/a.txt': 'one\n' },
    async steps(client) {
      await client.initialize();
      await exec(client, ['echo', 'hi']);
      await sh(client, 'echo out; echo err >&2; exit 3');
      await sh(client, 'pwd; cat a.txt', { cwd: 'sub' });
      await exec(client, ['cat']);
      await sh(client, 'echo $NEW-$HOME', { env: { NEW: 'new', HOME: null } });
      await sh(client, 'kill -9 $$');
      await sh(client, 'echo on; sleep 9', { timeoutMs: 200 });
      await sh(client, 'echo abcdef; echo ghijkl >&2', { outputBytesCap: 3 });
      await sh(client, 'echo abcdef', { outputBytesCap: 0 });
      await exec(client, ['printf', '\\377\\376a']);
    },
  },
  {
    name: 'v2 command/exec: within a policy',
    config: 'sandbox_workspace_write = { exclude_slash_tmp = true }',
    async steps(client) {
      await client.initialize();
      await sh(client, 'touch w', { sandboxPolicy: { type: 'readOnly' } });
      await sh(client, 'touch w', { permissionProfile: ':read-only' });
      await sh(client, 'touch w && ls', { permissionProfile: ':workspace' });
      await sh(client, 'touch v && ls', { sandboxPolicy: { type: 'dangerFullAccess' } });
      await exec(client, ['no-such-program'], { sandboxPolicy: { type: 'dangerFullAccess' } });
      await exec(client, ['no-such-program'], { sandboxPolicy: { type: 'readOnly' } });
      await exec(client, ['true'], { cwd: '/no/such/folder' });
      await sh(client, 'true', { permissionProfile: ':nope' });
      await sh(client, 'true', { permissionProfile: ':workspace', sandboxPolicy: { type: 'readOnly' } });
    },
  },
  {
    name: 'v2 command/exec: talked to while it runs',
    async steps(client) {
      await client.initialize();
      const ended = sh(client, 'echo a; read l; echo got $l; cat >&2; exit 4', { processId: 'p', ...STREAMED });
      await client.told('command/exec/outputDelta');
      await sh(client, 'true', { processId: 'p' });
      await write(client, 'p', 'words\n');
      await client.told('command/exec/outputDelta', 2);
      await write(client, 'p', 'rest', { closeStdin: true });
      await ended;
      await write(client, 'p', 'late');
    },
  },
  {
    name: 'v2 command/exec: ended by the client, and cut',
    async steps(client) {
      await client.initialize();
      const script = 'trap "echo trapped; exit 5" TERM; echo on; sleep 30';
      const ended = sh(client, script, { processId: 'p', streamStdoutStderr: true, disableTimeout: true });
      await client.told('command/exec/outputDelta');
      await client.call('command/exec/terminate', { processId: 'p' });
      await ended;
      await sh(client, 'printf abcdef; sleep 0.2; printf more', {
        processId: 'p',
        streamStdoutStderr: true,
        outputBytesCap: 3,
      });
      await sh(client, 'printf abc', { processId: 'p', streamStdoutStderr: true, outputBytesCap: 3 });
      await sh(client, 'printf abc', { processId: 'p', streamStdoutStderr: true, outputBytesCap: 0 });
    },
  },
  {
    name: 'v2 command/exec: refusals',
    async steps(client) {
      await client.initialize();
      await exec(client, []);
      for (const flag of ['tty', 'streamStdin', 'streamStdoutStderr']) await exec(client, ['true'], { [flag]: true });
      await exec(client, ['true'], { timeoutMs: 5, disableTimeout: true });
      await exec(client, ['true'], { timeoutMs: -5 });
      await exec(client, ['true'], { size: SIZE });
      await exec(client, ['true'], { outputBytesCap: 3, disableOutputCap: true });
      await exec(client, ['true'], { outputBytesCap: -1 });
      const quiet = exec(client, ['sleep', '9'], { processId: 'quiet' });
      const p = exec(client, ['sleep', '9'], { processId: 'p', streamStdin: true });
      // Both are known once a refusal of the second has come.
      await write(client, 'p', '');
      await write(client, 'quiet', 'x');
      await write(client, 'p', null);
      await client.call('command/exec/write', { processId: 'p', deltaBase64: '!!' });
      await client.call('command/exec/write', { processId: 'nope', deltaBase64: '!!' });
      await write(client, 'nope', 'x');
      await client.call('command/exec/resize', { processId: 'p', size: SIZE });
      await client.call('command/exec/resize', { processId: 'p', size: { rows: 0, cols: 1 } });
      await client.call('command/exec/resize', { processId: 'nope', size: SIZE });
      await write(client, 'p', null, { closeStdin: true });
      await write(client, 'p', null, { closeStdin: true });
      await write(client, 'p', 'x');
      for (const processId of ['p', 'quiet', 'nope']) await client.call('command/exec/terminate', { processId });
      await Promise.all([quiet, p]);
    },
  },
  {
    name: 'v2 command/exec: at a terminal',
    async steps(client) {
      await client.initialize();
      const ended = sh(client, 'stty size; read x; exit 3', { processId: 'p', tty: true, size: SIZE });
      await client.told('command/exec/outputDelta');
      await client.call('command/exec/resize', { processId: 'p', size: { rows: 6, cols: 7 } });
      await client.call('command/exec/resize', { processId: 'p', size: { rows: 0, cols: 7 } });
      await client.call('command/exec/resize', { processId: 'p', size: { rows: 70_000, cols: 7 } });
      await write(client, 'p', 'words\n');
      await ended;
      await sh(client, 'true', { processId: 'p', tty: true, size: { rows: 0, cols: 0 } });
      const killed = sh(client, 'stty size; sleep 30', { processId: 'k', tty: true });
      await client.told('command/exec/outputDelta', 3);
      await client.call('command/exec/terminate', { processId: 'k' });
      await killed;
      await sh(client, 'echo abc; sleep 9', { processId: 't', tty: true, timeoutMs: 300, outputBytesCap: 3 });
    },
  },
  {
    name: 'v2 base64: what is none',
    async steps(client) {
      await client.initialize();
      const texts = '! QQ QUI=\n QR== QQ==QQ== Q QUJDR QUJD- QU=D QUJDQUJDQUJDQUJD_UJD QUJ= é ==== ='.split(' ');
      for (const deltaBase64 of texts) await client.call('command/exec/write', { processId: 'p', deltaBase64 });
    },
  },
  {
    name: 'v2 process: runs, is written to, and ends',
    async steps(client) {
      await client.initialize();
      await spawn(client, 'h', 'echo out; echo err >&2; exit 3');
      await client.told('process/exited');
      // The reference may still know a handle when it has told the end: each has its own.
      await spawn(client, 'w', 'read l; echo got $l; cat; exit 7', STREAMED);
      const words = { processHandle: 'w', deltaBase64: base64('words\n') };
      await client.call('process/writeStdin', words);
      await client.told('process/outputDelta');
      await client.call('process/writeStdin', { processHandle: 'w', closeStdin: true });
      await client.told('process/exited', 2);
      await spawn(client, 'c', 'echo a; echo b >&2', { outputBytesCap: 1 });
      await client.told('process/exited', 3);
      await spawn(client, 'e', 'echo $NEW-$HOME', { env: { NEW: 'new', HOME: null } });
      await client.told('process/exited', 4);
    },
  },
  {
    name: 'v2 process: a time-out, a kill, and something left behind',
    async steps(client) {
      await client.initialize();
      await spawn(client, 'h', 'echo on; sleep 9', { timeoutMs: 200 });
      await client.told('process/exited');
      const script = 'trap "echo trapped; exit 5" TERM; echo on; sleep 30';
      await spawn(client, 'k', script, { streamStdoutStderr: true, timeoutMs: null });
      await client.told('process/outputDelta');
      await kill(client, 'k');
      await client.told('process/exited', 2);
      await spawn(client, 'l', 'sleep 9 & echo left');
      await client.told('process/exited', 3);
    },
  },
  {
    name: 'v2 process: refusals',
    async steps(client) {
      await client.initialize();
      await spawn(client, 'h', 'sleep 9');
      await spawn(client, 'h', 'true');
      await spawn(client, '', 'true');
      await client.call('process/spawn', { command: [], processHandle: 'n', cwd: '/' });
      await client.call('process/spawn', { command: ['no-such-program'], processHandle: 'n', cwd: '/' });
      await spawn(client, 'n', 'true', { cwd: 'relative' });
      await spawn(client, 'n', 'true', { cwd: '/no/such/folder' });
      await spawn(client, 'n', 'true', { timeoutMs: -1 });
      await spawn(client, 'n', 'true', { size: SIZE });
      await client.call('process/writeStdin', { processHandle: 'h' });
      await client.call('process/writeStdin', { processHandle: 'h', deltaBase64: '!!' });
      await client.call('process/writeStdin', { processHandle: 'h', deltaBase64: 'eA==' });
      await client.call('process/writeStdin', { processHandle: 'n', deltaBase64: 'eA==' });
      await client.call('process/resizePty', { processHandle: 'h', size: SIZE });
      await client.call('process/resizePty', { processHandle: 'h', size: { rows: 0, cols: 1 } });
      await client.call('process/resizePty', { processHandle: 'n', size: SIZE });
      await kill(client, 'n');
      await kill(client, 'h');
      await client.told('process/exited');
    },
  },
] satisfies ThreadScenario[];

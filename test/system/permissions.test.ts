import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exec } from '../conformance/v2/replies.js';
import { threadSession } from '../server/v2/session.js';
import { scratchFolder } from '../support/scratch.js';

const ASK = 'item/permissions/requestApproval';
const COMMAND = 'item/commandExecution/requestApproval';
const config = '[features]\nrequest_permissions_tool = true\nexec_permission_approvals = true\n';
const params = { approvalPolicy: 'on-request', sandbox: 'read-only' };

const asking = (permissions: object) => ({ calls: [{ name: 'request_permissions', args: { permissions } }] });
const run = (cmd: string, more: object = {}) => ({ calls: [exec(cmd, more)] });
const DONE = { text: 'done' };

type Session = Awaited<ReturnType<typeof threadSession>>;

const outputs = (s: Session): string[] =>
  (s.peer.requests.at(-1)?.body.input ?? [])
    .filter(({ type }) => type === 'function_call_output')
    .map(({ output }) => String(output));
const contentOf = (path: string) => readFile(path, 'utf8').catch(() => undefined);

/** Outside of `/tmp`, with a folder beside the one that is granted. */
async function places() {
  const scratch = await scratchFolder('permissions', '/var/tmp');
  const [granted, beside] = [join(scratch.path, 'granted'), join(scratch.path, 'beside')];
  await mkdir(granted);
  await mkdir(beside);
  return { granted, beside, scratch: scratch.path, [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose]() };
}

test('commands of the turn write where the user has granted it, nowhere else, and no longer', async () => {
  await using at = await places();
  const write = (name: string) => run(`echo x > ${at.granted}/${name}; echo x > ${at.beside}/${name}; echo x > here`);
  await using s = await threadSession({
    config,
    params,
    replies: [asking({ file_system: { write: [at.granted] } }), write('a'), DONE, write('b'), DONE],
  });
  s.server.onServerRequest(ASK, () => ({ permissions: { fileSystem: { write: [at.granted] } } }));
  await s.turn();
  expect(await contentOf(join(at.granted, 'a'))).toBe('x\n');
  expect(await contentOf(join(at.beside, 'a'))).toBeUndefined();
  expect(await contentOf(join(s.server.work, 'here'))).toBeUndefined();
  await s.turn('again');
  expect(await contentOf(join(at.granted, 'b'))).toBeUndefined();
});

test('a file that is granted can be written, and the folder around it cannot', async () => {
  await using at = await places();
  const [file, other] = [join(at.granted, 'file'), join(at.granted, 'other')];
  await using s = await threadSession({
    config,
    params,
    replies: [
      asking({ file_system: { write: [file] } }),
      run(`echo new > ${file}; echo new > ${other}; rm ${file}`),
      DONE,
    ],
  });
  await writeFile(file, 'old\n');
  s.server.onServerRequest(ASK, () => ({ permissions: { fileSystem: { write: [file] } } }));
  await s.turn();
  expect(await contentOf(file)).toBe('new\n');
  expect(await contentOf(other)).toBeUndefined();
});

test('the network is there for the turn when the user grants it', async () => {
  const look = run("node -e \"require('net').connect(9, '127.0.0.1').on('error', (e) => console.log(e.code))\"");
  await using s = await threadSession({
    config,
    params,
    replies: [look, asking({ network: { enabled: true } }), look, DONE, look, DONE],
  });
  s.server.onServerRequest(ASK, () => ({ permissions: { network: { enabled: true } } }));
  await s.turn();
  const [before, , with_] = outputs(s);
  expect(before).not.toContain('ECONNREFUSED');
  expect(with_).toContain('ECONNREFUSED');
  await s.turn('again');
  expect(outputs(s).at(-1)).not.toContain('ECONNREFUSED');
});

test('the permissions of one command are for that command alone, and keep it in the sandbox', async () => {
  await using at = await places();
  const wish = {
    sandbox_permissions: 'with_additional_permissions',
    justification: 'May it?',
    additional_permissions: { file_system: { write: [at.granted] } },
  };
  await using s = await threadSession({
    config,
    params,
    replies: [run(`echo x > ${at.granted}/a; echo x > ${at.beside}/a`, wish), run(`echo x > ${at.granted}/b`), DONE],
  });
  s.server.onServerRequest(COMMAND, () => ({ decision: 'accept' }));
  await s.turn();
  expect(await contentOf(join(at.granted, 'a'))).toBe('x\n');
  expect(await contentOf(join(at.beside, 'a'))).toBeUndefined();
  expect(await contentOf(join(at.granted, 'b'))).toBeUndefined();
});

test('with strict review each command of the turn is asked for, and stays in the sandbox', async () => {
  await using at = await places();
  await using s = await threadSession({
    config,
    params,
    replies: [
      asking({ file_system: { write: [at.granted] } }),
      run(`echo x > ${at.granted}/a; echo x > ${at.beside}/a`),
      DONE,
      run('echo plain'),
      DONE,
    ],
  });
  let questions = 0;
  s.server.onServerRequest(ASK, () => ({
    permissions: { fileSystem: { write: [at.granted] } },
    strictAutoReview: true,
  }));
  s.server.onServerRequest(COMMAND, () => {
    questions++;
    return { decision: 'accept' };
  });
  await s.turn();
  expect(questions).toBe(1);
  expect(await contentOf(join(at.granted, 'a'))).toBe('x\n');
  expect(await contentOf(join(at.beside, 'a'))).toBeUndefined();
  await s.turn('again');
  expect(questions).toBe(1);
});

test('a folder that another one replaces while a command waits for its approval is not opened', async () => {
  await using at = await places();
  const wish = {
    sandbox_permissions: 'with_additional_permissions',
    justification: 'May it?',
    additional_permissions: { file_system: { write: [at.granted] } },
  };
  await using s = await threadSession({
    config,
    params,
    replies: [run(`echo x > ${at.granted}/a`, wish), DONE],
  });
  s.server.onServerRequest(COMMAND, async () => {
    await rename(at.granted, join(at.scratch, 'moved'));
    await rename(at.beside, at.granted);
    return { decision: 'accept' };
  });
  await s.turn();
  expect(await contentOf(join(at.granted, 'a'))).toBeUndefined();
});

import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { todaysProgram } from '../conformance/todays.js';
import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { SERVER_NODE } from './stand-in.js';

const OWN = [
  process.env[SERVER_NODE] ?? process.execPath,
  fileURLToPath(new URL('../../dist/cli.js', import.meta.url)),
];
/** `codex` 0.44, where the variable names it. */
const OLD = process.env.TURNWIRE_REFERENCE;
let today: string;
beforeAll(() => {
  today = todaysProgram();
});

const commandOf = (program: string): readonly string[] =>
  program === 'turnwire' ? OWN : [program === 'codex 0.44' ? (OLD ?? '') : today];

async function place(replies: readonly PeerReply[]) {
  const scratch = await scratchFolder('exec');
  const peer = await startModelPeer(replies);
  // 0.171 refuses a policy that 0.44 has.
  await scratch.write('home/config.toml', peer.config().replace(/^approval_policy.*\n/m, ''));
  const home = join(scratch.path, 'home');
  const work = join(scratch.path, 'work');
  await mkdir(join(work, '.git'), { recursive: true });
  return {
    peer,
    home,
    work,
    exec(program: string, ...args: string[]) {
      const [file = '', ...before] = commandOf(program);
      const options = ['exec', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', '-C', work];
      const env = { PATH: process.env.PATH, HOME: scratch.path, CODEX_HOME: home };
      return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
        const child = execFile(file, [...before, ...options, ...args], { cwd: work, env }, (error, stdout, stderr) =>
          resolve({ code: error?.code ?? 0, stdout, stderr }),
        );
        child.stdin?.end();
      });
    },
    async [Symbol.asyncDispose]() {
      await peer[Symbol.asyncDispose]();
      await scratch[Symbol.asyncDispose]();
    },
  };
}

const said = (body: { input: readonly { type: string; role?: string; content?: readonly { text?: string }[] }[] }) =>
  body.input
    .filter(({ role }) => role === 'user' || role === 'assistant')
    .map(({ content }) => content?.at(-1)?.text ?? '')
    .filter((text) => /^(first|second|third|one|two)$/.test(text));

const PAIRS = [
  ['codex 0.171', 'turnwire'],
  ['turnwire', 'codex 0.171'],
  ['codex 0.44', 'turnwire'],
  ['turnwire', 'codex 0.44'],
] as const;

test.each(PAIRS)('a conversation of %s goes on in %s, and back', async (one, other) => {
  if ((one === 'codex 0.44' || other === 'codex 0.44') && OLD === undefined) return;
  await using s = await place([{ text: 'one' }, { text: 'two' }, { text: 'three' }]);
  expect(await s.exec(one, 'first')).toMatchObject({ code: 0 });
  const [name = ''] = readdirSync(join(s.home, 'sessions'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.jsonl'),
  );
  const id = /[0-9a-f-]{36}(?=\.jsonl$)/.exec(name)?.[0] as string;
  expect(await s.exec(other, 'resume', id, 'second')).toMatchObject({ code: 0 });
  expect(await s.exec(one, 'resume', id, 'third')).toMatchObject({ code: 0 });
  expect(s.peer.requests.map(({ body }) => said(body))).toEqual([
    ['first'],
    ['first', 'one', 'second'],
    ['first', 'one', 'second', 'two', 'third'],
  ]);
});

/** Lines without what is different each time, and without the warning of 0.171 that it does not know the model. */
function linesOf(stdout: string) {
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ item }) => item?.type !== 'error');
  const ids = [...new Set(lines.map(({ item }) => item?.id).filter(Boolean))];
  return lines.map((line) => ({
    ...line,
    ...(line.thread_id ? { thread_id: 'id' } : {}),
    ...(line.item ? { item: { ...line.item, id: `item_${ids.indexOf(line.item.id)}` } } : {}),
  }));
}

const PATCH = "apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: a.txt\n+x\n*** End Patch\nEOF\n";
const REVIEW = JSON.stringify({
  findings: [],
  overall_correctness: 'patch is correct',
  overall_explanation: 'It is fine.',
  overall_confidence_score: 1,
});

test.each<[string, readonly PeerReply[], readonly string[]]>([
  [
    'commands and patches',
    [
      {
        reasoning: 'Thinking',
        text: 'I look.',
        calls: [{ name: 'exec_command', args: { cmd: 'echo hi; exit 3' }, callId: 'c1' }],
      } as PeerReply,
      { calls: [{ name: 'exec_command', args: { cmd: PATCH }, callId: 'c2' }] },
      { text: 'Done.' },
    ],
    ['--json', 'do it'],
  ],
  ['a schema', [{ text: '{}' }], ['--json', '--output-schema', 'SCHEMA', 'x']],
  ['a review', [{ text: REVIEW }], ['review', '--json', '--uncommitted']],
  ['a message for people', [{ text: 'Done.' }], ['x']],
])('%s: the output is that of 0.171', async (_, replies, args) => {
  const outputs = [];
  for (const program of ['codex 0.171', 'turnwire']) {
    await using s = await place(replies);
    const schema = join(s.home, 'schema.json');
    await writeFile(schema, '{"type":"object"}');
    const options = args.map((word) => (word === 'SCHEMA' ? schema : word));
    const { code, stdout } = await s.exec(program, ...options);
    const text = stdout.replaceAll(s.work, '/work');
    outputs.push({ code, shown: args.includes('--json') ? linesOf(text) : text });
  }
  expect(outputs[1]).toEqual(outputs[0]);
});

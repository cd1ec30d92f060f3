import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { completed, open, serverFor } from '../server/signing-in.js';
import { bed, converse } from '../server/stored.js';
import { hookSession, outputs } from '../server/v2/hooks.js';
import { runCommand } from '../support/command.js';
import type { Message } from '../support/exchange.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';
import { startSignInIssuer } from '../support/sign-in-issuer.js';
import { until } from '../support/until.js';
import { fits, textsOf } from './blocks.js';

const linesOf = (page: string, language: string): string[] =>
  textsOf(page, language).flatMap((text) => text.trim().split('\n'));
/** The messages of a transcript and who sends them. */
const transcriptOf = (page: string, replace = (line: string) => line) =>
  linesOf(page, 'transcript').map((line) => ({
    isOurs: line.startsWith('> '),
    message: JSON.parse(replace(line.slice(2))) as Message,
  }));

test('the transcript of docs/protocol.md happens as it is written', async () => {
  await using server = await startServer({ config: 'model_provider = "scripted"\n' });
  let thread = '';
  let seen = 0;
  for (const { isOurs, message } of transcriptOf('docs/protocol.md')) {
    if (isOurs) server.send(JSON.parse(JSON.stringify(message).replace('THREAD', thread)) as Message);
    else {
      // The transcript is shortened: others may come between.
      const real = await server.until(JSON.stringify(message), (lines) => {
        const at = lines.findIndex((line, i) => i >= seen && line.from === 'server' && fits(message, line.message));
        if (at < 0) return undefined;
        seen = at + 1;
        return lines[at]?.message;
      });
      thread ||= (real.result as { thread?: { id: string } })?.thread?.id ?? '';
    }
  }
  server.closeInput();
  expect(await server.exit).toEqual({ code: 0, signal: null });
});

test('the sign-in of docs/accounts.md happens as it is written', async () => {
  await using issuer = await startSignInIssuer();
  await using server = await serverFor(issuer);
  const [asked, ...answers] = transcriptOf('docs/accounts.md', (line) =>
    line.replace('https://auth.openai.com', issuer.url),
  );
  const { method = '', params, id } = asked?.message ?? {};
  const reply = await server.call(method, params, id as number);
  await open(await issuer.press((reply.result as { authUrl: string }).authUrl, 'approve'));
  await completed(server);
  await server.until('all messages', () => server.received('authStatusChange').length > 0);
  const received = server.received().filter((message) => message !== server.received()[0]);
  expect(answers.map(({ message }) => received.findIndex((real) => fits(message, real)))).toEqual([0, 1, 2]);
});

test('clients see the retry of docs/models.md', async () => {
  const [wanted = ''] = linesOf('docs/models.md', 'text');
  await using b = await bed([{ text: 'half', cut: 2 }, { text: 'whole' }]);
  const path = join(b.home, 'config.toml');
  const more = readFileSync(path, 'utf8').replace('stream_max_retries = 0', 'stream_max_retries = 5');
  await using server = await b.start({ config: more });
  await converse(server, ['hi']);
  const [told] = server.received('stream_error').map(({ params }) => (params as { msg: { message: string } }).msg);
  expect(fits(wanted.replace(/in \d+ms/, 'in …ms'), told?.message)).toBe(true);
});

test('clients get the errors of docs/models.md when a limit is used up', async () => {
  const error = { type: 'usage_limit_reached', plan_type: 'pro', resets_in_seconds: 7200 };
  await using b = await bed([{ fail: { status: 429, body: { error } } }]);
  await using server = await b.start();
  await converse(server, ['hi']);
  const shown = linesOf('docs/models.md', 'json').map((line) => line.replace('"openai"', '"mock"'));
  expect(shown.map((line) => server.received().some((message) => fits(JSON.parse(line), message)))).toEqual([
    true,
    true,
  ]);
});

test('a hook that answers as in docs/hooks.md refuses the command', async () => {
  const [answer = ''] = textsOf('docs/hooks.md', 'json');
  const { permissionDecisionReason: reason } = JSON.parse(answer).hookSpecificOutput;
  const call = { calls: [{ name: 'exec_command', args: { cmd: 'touch made' } }] };
  await using s = await hookSession(
    { PreToolUse: { matcher: 'Bash', command: `printf '%s' '${answer.trim()}'` } },
    { replies: [call, { text: 'done' }] },
  );
  expect(await s.turn()).toMatchObject({ status: 'completed' });
  expect(existsSync(join(s.server.work, 'made'))).toBe(false);
  expect(outputs(s.peer.requests)).toEqual([expect.stringContaining(reason)]);
});

test('the scripted model plays the script of docs/scripted-model.md', async () => {
  await using home = await scratchFolder('script');
  const script = await home.write('script.json', textsOf('docs/scripted-model.md', 'json').join(''));
  await home.write('config.toml', 'model_provider = "scripted"\n');
  const args = ['exec', '--skip-git-repo-check', '--json', 'hi'];
  const { code, stdout, stderr } = await runCommand(home.path, args, '', { TURNWIRE_SCRIPT: script });
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringMatching(/error/i) });
  for (const words of ['They want a plan.', 'Say hello', 'Hello from a script.']) expect(stdout).toContain(words);
});

test('a program is notified with the JSON of docs/workspace.md', async () => {
  const [notice = ''] = linesOf('docs/workspace.md', 'json');
  const asked = JSON.parse(notice) as Record<string, string & string[]>;
  const program = `notify = ["sh", "-c", '''printf "%s" "$1" > "$CODEX_HOME/told"''', "notify"]`;
  await using b = await bed([{ text: asked['last-assistant-message'] as string }], program);
  await using server = await b.start();
  await converse(server, [asked['input-messages']?.[0] ?? '']);
  const path = join(b.home, 'told');
  expect(await until('the notice', () => existsSync(path) && readFileSync(path, 'utf8'))).toBe(notice);
});

test('a client asks for places and attaches with the messages of docs/many-clients.md', async () => {
  const [initialize, turnStarted, attach] = textsOf('docs/many-clients.md', 'json').map((text) => JSON.parse(text));
  await using server = await startServer({ config: 'model_provider = "scripted"\n' });
  await server.request('initialize', initialize);
  const { thread } = await server.request<{ thread: { id: string } }>('thread/start', {});
  await server.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text: 'hi' }] });
  const { seq, epoch, ...started } = (await server.next('turn/started')) as Message & Record<string, unknown>;
  await server.next('turn/completed');
  expect(fits({ ...turnStarted, seq, epoch }, { ...started, seq, epoch })).toBe(true);
  expect([typeof seq, typeof epoch]).toEqual([typeof turnStarted.seq, typeof turnStarted.epoch]);
  const place = { threadId: thread.id, afterSeq: seq, epoch };
  expect(Object.keys(place)).toEqual(Object.keys(attach));
  expect(await server.request('turnwire/attach', place)).toMatchObject({ reason: null, epoch });
});

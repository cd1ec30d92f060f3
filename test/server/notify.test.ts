import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../support/until.js';
import { bed, converse, listen, say, turn } from './stored.js';

/** Writes its arguments to a file of the home, one a line, and then `more`. */
const program = (more = '') =>
  `notify = ["sh", "-c", '''printf "%s\\n" "$2" >> "$CODEX_HOME/told"; printf "%s" "$1" > "$CODEX_HOME/first"; ${more}''', "notify", "own argument"]`;

const linesOf = (home: string): string[] => {
  const path = join(home, 'told');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
};
const told = (home: string, count: number) =>
  until(`${count} notices`, () => (linesOf(home).length >= count ? linesOf(home) : undefined));

// C129
test('the program gets the texts of the user, also those sent during the turn, and the answer (C129)', async () => {
  const paused = { wire: { pauseAfter: 'response.output_text.delta' } };
  await using b = await bed([{ text: 'hello', ...paused }, { text: 'both' }, { text: 'again' }], program());
  await using server = await b.start();
  const { conversationId } = await converse(server, []);
  await say(server, conversationId, 'first');
  await b.peer.paused();
  await say(server, conversationId, 'in between');
  b.peer.release();
  await server.next('task_complete');
  await turn(server, conversationId, 'later');
  expect(await told(b.home, 2)).toEqual([
    '{"type":"agent-turn-complete","turn-id":"0","input-messages":["first","in between"],"last-assistant-message":"both"}',
    '{"type":"agent-turn-complete","turn-id":"2","input-messages":["later"],"last-assistant-message":"again"}',
  ]);
  expect(readFileSync(join(b.home, 'first'), 'utf8')).toBe('own argument');
});

test('pictures are no messages, and an answer without a text is null', async () => {
  await using b = await bed([{}], program());
  await using server = await b.start();
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', {});
  await listen(server, conversationId);
  const items = [{ type: 'image', data: { image_url: 'data:image/png;base64,AA==' } }];
  await server.request('sendUserMessage', { conversationId, items });
  const [notice] = await told(b.home, 1);
  expect(notice).toContain('"input-messages":[],"last-assistant-message":null');
});

test('failed, aborted and empty turns and compactions do not notify', async () => {
  const held = { text: 'half', wire: { pauseAfter: 'response.output_text.delta' } };
  await using b = await bed([{ fail: { status: 400 } }, held, { text: 'summary' }, { text: 'fine' }], program());
  await using server = await b.start();
  const { conversationId } = await converse(server, ['fails']);
  await say(server, conversationId, 'aborted');
  await b.peer.paused();
  await server.request('interruptConversation', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: [] });
  await server.next('task_complete');
  await server.request('turnwire/compactConversation', { conversationId });
  await server.next('task_complete');
  await turn(server, conversationId, 'at last');
  expect(await told(b.home, 1)).toEqual([expect.stringContaining('"input-messages":["at last"]')]);
});

test('what the program prints is nowhere on our streams, and it is not waited for', async () => {
  await using b = await bed([{ text: 'one' }], program('echo noise; echo noise >&2; cat; echo > "$CODEX_HOME/read"'));
  await using server = await b.start();
  await converse(server, ['go']);
  await until('the program to have read its empty input', () => existsSync(join(b.home, 'read')));
  server.closeInput();
  expect(await server.exit).toEqual({ code: 0, signal: null });
  expect(server.stderr).toBe('');
});

test('a program that takes its time outlives the server', async () => {
  await using b = await bed(
    [{ text: 'one' }],
    program('while [ ! -e "$CODEX_HOME/go" ]; do sleep 0.02; done; echo > "$CODEX_HOME/done"'),
  );
  await using server = await b.start();
  await converse(server, ['go']);
  await told(b.home, 1);
  server.closeInput();
  expect(await server.exit).toEqual({ code: 0, signal: null });
  writeFileSync(join(b.home, 'go'), '');
  await until('the program to have ended by itself', () => existsSync(join(b.home, 'done')));
});

test('a missing program fails no turn and is reported once', async () => {
  await using b = await bed([{ text: 'one' }, { text: 'two' }], 'notify = ["/no/such/notifier"]');
  await using server = await b.start({ env: { TURNWIRE_LOG: 'warn' } });
  const { conversationId } = await converse(server, ['first', 'second']);
  await until('both to be logged', () => server.stderr.split('could not be started').length > 2);
  expect(server.received('turnwire/diagnostics').map(({ params }) => params)).toEqual([
    {
      level: 'warning',
      message: 'The program of `notify` could not be started: spawn /no/such/notifier ENOENT',
      conversationId,
    },
  ]);
  expect(server.received('error')).toEqual([]);
  expect(server.stderr).not.toContain('first'); // what was said is not for logs
});

test('texts that are too long for an argument are cut', async () => {
  await using b = await bed([{ text: 'ä'.repeat(200_000) }], program());
  await using server = await b.start();
  await converse(server, [`"${'x'.repeat(200_000)}`]);
  const [line = ''] = await told(b.home, 1);
  const notice = JSON.parse(line) as Record<string, string | string[]>;
  expect(line.length).toBeGreaterThan(30_000);
  expect(notice['input-messages']?.[0]).toMatch(/^"x{9999}x*…$/);
  expect(notice['last-assistant-message']).toMatch(/^ä{9999}ä*…$/);
});

test('a `notify` that is no list of words is refused with its key', async () => {
  await using b = await bed([]);
  await using server = await b.start();
  const { message } = await server.refused('newConversation', { config: { notify: 'notify-send' } });
  expect(message).toMatch(/^error deriving config: .*`notify`/);
});

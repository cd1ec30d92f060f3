import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { Outbound } from '../../src/rpc/outbound.js';
import { StdioTransport } from '../../src/transports/stdio.js';

const encode = (text: string): string => JSON.stringify({ delta: text });

function outboundTo(stream: PassThrough): Outbound {
  const transport = new StdioTransport(new PassThrough(), stream);
  const outbound = new Outbound(transport);
  transport.start({
    message: () => {},
    unreadable: () => {},
    drained: () => outbound.drained(),
    ended: () => {},
    gone: () => outbound.close(),
  });
  return outbound;
}

async function readAll(stream: PassThrough, until: (text: string) => boolean): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += chunk;
    if (until(text)) break;
  }
  return text;
}

test('what is sent in one tick leaves in one write', async () => {
  const stream = new PassThrough();
  const writes: string[] = [];
  stream.on('data', (chunk) => writes.push(String(chunk)));
  const outbound = outboundTo(stream);
  outbound.send('a');
  outbound.send('b');
  await outbound.flushed();
  expect(writes).toEqual(['a\nb\n']);
});

test('a slow reader gets joined deltas, every other line, and all in order', async () => {
  const stream = new PassThrough();
  const outbound = outboundTo(stream);
  let expected = '';
  for (let i = 0; i < 50_000; i++) {
    const text = `${i} `.padEnd(100, 'x');
    expected += text;
    outbound.sendDelta({ key: 'one', text, encode });
    if (i % 10_000 === 9_999) outbound.send(`{"mark":${i}}`);
    if (i % 100 === 0) await new Promise(setImmediate);
  }
  expect(outbound.slow).toBe(true);
  outbound.send('{"end":true}');
  const lines = (await readAll(stream, (text) => text.endsWith('{"end":true}\n')))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map((line) => line.delta ?? '').join('')).toBe(expected);
  expect(lines.filter((line) => 'mark' in line).map((line) => line.mark)).toEqual([
    9_999, 19_999, 29_999, 39_999, 49_999,
  ]);
  expect(lines.length).toBeLessThan(25_000);
  expect(outbound.slow).toBe(false);
});

test('deltas of two texts are never joined with each other', async () => {
  const stream = new PassThrough();
  const outbound = outboundTo(stream);
  for (let i = 0; i < 20_000; i++) {
    outbound.sendDelta({ key: i % 2 ? 'a' : 'b', text: (i % 2 ? 'a' : 'b').repeat(200), encode });
    if (i % 100 === 0) await new Promise(setImmediate);
  }
  outbound.send('{"end":true}');
  const lines = (await readAll(stream, (text) => text.endsWith('{"end":true}\n')))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.filter((line) => line.delta && /ab|ba/.test(line.delta))).toEqual([]);
  expect(lines.reduce((sum, line) => sum + (line.delta?.length ?? 0), 0)).toBe(20_000 * 200);
});

test('a reader that goes away ends the waiting', async () => {
  const stream = new PassThrough();
  const outbound = outboundTo(stream);
  outbound.send('x'.repeat(1_000_000));
  const flushed = outbound.flushed();
  stream.destroy();
  await flushed;
});

import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLines } from '../../src/transports/lines.js';
import { kindOf, type Message } from '../support/exchange.js';
import { type Server, startServer } from '../support/server.js';

const INITIALIZE = { clientInfo: { name: 'test', version: '1' } };
const LIMIT = 64 * 1024 * 1024;

async function initialized(): Promise<Server> {
  const server = await startServer();
  await server.request('initialize', INITIALIZE);
  return server;
}

/** One server for a table of lines: each of them must leave it as it was. */
function shared(): () => Server {
  let server: Server;
  beforeAll(async () => {
    server = await initialized();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  return () => server;
}

const replies = (server: Server): Message[] => server.received((m) => kindOf(m) === 'reply').slice(1);

/** Writes raw lines and gives the replies to them and to the request that follows: what is broken must not break the rest. */
async function repliesTo(server: Server, ...lines: (string | Uint8Array)[]): Promise<Message[]> {
  const before = replies(server).length;
  for (const line of lines) server.sendRaw(typeof line === 'string' ? `${line}\n` : line);
  await server.request('getUserAgent');
  return replies(server).slice(before, -1);
}

// C26: C33 (no answer to what is no message) and C34 (bytes that are no UTF-8 end the input).
describe('lines of any shape', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const line = fc.record({
    id: text,
    note: text,
    end: fc.constantFrom('\n', '\r\n'),
    blank: fc.constantFrom('', ' ', '\n'),
  });

  it('arrive whole, however their bytes are cut', async () => {
    const chunks = fc.array(fc.nat(1000), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 8 }),
        chunks,
        fc.boolean(),
        async (lines, cuts, bom) => {
          const json = lines.map(({ id, note }) => JSON.stringify({ id, note }));
          const whole = Buffer.from((bom ? '\ufeff' : '') + lines.map(({ end }, i) => json[i] + end).join(''));
          const input = new PassThrough();
          const read: string[] = [];
          const rejected: string[] = [];
          const output = readLines(input, (why) => rejected.push(why.code));
          output.on('data', (l: string) => read.push(l));
          const ends = [...cuts.map((cut) => cut % whole.length), whole.length].sort((a, b) => a - b);
          let from = 0;
          for (const end of ends) {
            input.write(whole.subarray(from, end));
            from = end;
          }
          input.end();
          await new Promise((resolve) => output.once('end', resolve));
          expect(rejected).toEqual([]);
          expect(read.filter((l) => l !== '')).toEqual(json);
        },
      ),
    );
  });

  it('are answered over a pipe in their order, cut between any two bytes', async () => {
    await using server = await initialized();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 60 }),
        async (lines, size) => {
          run++;
          const before = replies(server).length;
          const ids = lines.map(({ id }, i) => `${run}.${i} ${id}`);
          const request = (i: number) => ({ jsonrpc: '2.0', id: ids[i], method: 'getUserAgent', note: lines[i]?.note });
          const bytes = Buffer.from(
            lines.map(({ blank, end }, i) => blank + JSON.stringify(request(i)) + end).join(''),
          );
          for (let at = 0; at < bytes.length; at += size) {
            server.sendRaw(bytes.subarray(at, at + size));
            await new Promise(setImmediate);
          }
          await server.until('all replies', () => replies(server).length >= before + ids.length);
          expect(
            replies(server)
              .slice(before)
              .map((r) => r.id),
          ).toEqual(ids);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('may begin with a byte order mark, end in CRLF, be blank, and lack the newline of the last', async () => {
    await using server = await startServer();
    server.sendRaw(`\ufeff${JSON.stringify({ id: 'a', method: 'initialize', params: INITIALIZE })}\r\n\r\n  \n\t\r\n`);
    server.sendRaw(JSON.stringify({ id: 'b', method: 'getUserAgent' }));
    server.closeInput();
    expect(await server.exit).toEqual({ code: 0, signal: null });
    expect(server.received().map((m) => [m.id, m.error])).toEqual([
      ['a', undefined],
      ['b', undefined],
    ]);
  });

  it('keep line separators that JSON does not escape', async () => {
    await using server = await initialized();
    const [reply] = await repliesTo(server, '{"id":"a\u2028b\u2029c\u0085d","method":"getUserAgent"}');
    expect(reply?.id).toBe('a\u2028b\u2029c\u0085d');
  });

  it('may be 8 MB long', async () => {
    await using server = await initialized();
    const line = JSON.stringify({ id: 'long', method: 'getUserAgent', note: 'x'.repeat(8 * 1024 * 1024) });
    expect(await repliesTo(server, line)).toMatchObject([{ id: 'long', result: {} }]);
  });

  it('are refused above the limit, and the stream continues', async () => {
    await using server = await initialized();
    const piece = Buffer.alloc(1024 * 1024, 'x');
    server.sendRaw('{"id":"huge","method":"getUserAgent","note":"');
    for (let mb = 0; mb < 300; mb++) server.sendRaw(piece);
    const [refusal, ...more] = await repliesTo(server, '"}');
    expect(refusal).toMatchObject({ id: null, error: { data: { code: 'message_too_large', limitBytes: LIMIT } } });
    expect(more).toEqual([]);
  });
});

describe('a line that is not a message is refused without an id, and the stream continues', () => {
  const broken: [string, string | Uint8Array, string][] = [
    ['text', 'not json', 'parse_error'],
    ['half an object', '{"id":1,', 'parse_error'],
    ['two objects on one line', '{"id":1,"method":"getUserAgent"} {"id":2,"method":"getUserAgent"}', 'parse_error'],
    ['control characters', Buffer.from([0, 1, 2, 3, 0x7f, 10]), 'parse_error'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 10]), 'parse_error'],
    ['a character cut in two', Buffer.from('7b22e282227d0a', 'hex'), 'parse_error'],
    ['a number', '5', 'invalid_request'],
    ['null', 'null', 'invalid_request'],
    ['an array of requests', '[{"id":1,"method":"getUserAgent"}]', 'invalid_request'],
    ['an empty object', '{}', 'invalid_request'],
    ['an id that is null', '{"id":null,"method":"getUserAgent"}', 'invalid_request'],
    ['an id with a fraction', '{"id":1.5,"method":"getUserAgent"}', 'invalid_request'],
    ['an id that is a truth value', '{"id":true,"method":"getUserAgent"}', 'invalid_request'],
    ['an id that is an object', '{"id":{},"method":"getUserAgent"}', 'invalid_request'],
    ['an id beyond 64 bits', '{"id":9223372036854775808,"method":"getUserAgent"}', 'invalid_request'],
  ];

  const server = shared();

  it.each(broken)('%s', async (_what, line, code) => {
    const got = await repliesTo(server(), line);
    expect(got).toMatchObject([
      { id: null, error: { code: code === 'parse_error' ? -32700 : -32600, data: { code } } },
    ]);
  });
});

describe('ids', () => {
  const ids = ['-3', '0', '""', '"abc"', '"ü\\n"', '9223372036854775807', '-9223372036854775808', '9007199254740993'];

  const server = shared();

  it.each(ids)('%s comes back as it was', async (id) => {
    const before = replies(server()).length;
    server().sendRaw(`{"id":${id},"method":"getUserAgent"}\n`);
    await server().until('the reply', () => replies(server()).length > before);
    // As text: a number of JavaScript does not hold all of them.
    expect(server().lines.at(-1)?.text).toContain(`"id":${id}`);
  });

  it('used twice get two answers', async () => {
    const line = '{"id":"same","method":"getUserAgent"}';
    expect((await repliesTo(server(), line, line)).map((r) => r.id)).toEqual(['same', 'same']);
  });
});

it('notifications and answers to nothing are passed over', async () => {
  await using server = await initialized();
  const lines = ['{"method":"initialized"}', '{"method":"never/heard","params":[1]}', '{"id":99,"result":{}}'];
  expect(await repliesTo(server, ...lines, '{"id":"zz","error":{"code":1,"message":"no"}}')).toEqual([]);
});

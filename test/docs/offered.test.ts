import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WORKING_METHODS } from '../../src/api/working-methods.js';
import { startServer } from '../support/server.js';
import { EXPERIMENTAL_METHODS, STABLE_METHODS } from './methods-of-0171.js';

const THEIRS = [...STABLE_METHODS, ...EXPERIMENTAL_METHODS];
const PAGE = readFileSync('docs/compatibility.md', 'utf8');
const [, TABLE = ''] = PAGE.split('## Methods of 0.171 that are not offered');
const NOT_OFFERED = [...TABLE.matchAll(/^\| (`.+`) \| .+ \|$/gm)].flatMap(([, cell]) =>
  [...(cell as string).matchAll(/`([^`]+)`/g)].map(([, method]) => method as string),
);

test('every method of 0.171 works here, or the page says that it is not offered', () => {
  const missing = THEIRS.filter((method) => !WORKING_METHODS.includes(method) && !NOT_OFFERED.includes(method));
  expect(missing).toEqual([]);
  expect(new Set(THEIRS).size).toBe(THEIRS.length);
});

test('what the page calls not offered is a method of 0.171 that does not work here', () => {
  expect(NOT_OFFERED.length).toBeGreaterThan(60);
  expect(new Set(NOT_OFFERED).size).toBe(NOT_OFFERED.length);
  expect(NOT_OFFERED.filter((method) => WORKING_METHODS.includes(method))).toEqual([]);
  expect(NOT_OFFERED.filter((method) => !THEIRS.includes(method))).toEqual([]);
});

test('what is not offered is refused with the error that the page names', async () => {
  await using server = await startServer();
  const clientInfo = { name: 'test', title: null, version: '1' };
  await server.request('initialize', { clientInfo, capabilities: { experimentalApi: true } });
  for (const method of NOT_OFFERED) {
    const { error } = await server.call(method, {});
    expect(error).toMatchObject({
      code: -32600,
      message: `Invalid request: method: unknown method "${method}"`,
      data: { code: 'invalid_request', path: 'method' },
    });
  }
});

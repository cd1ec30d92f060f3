import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RequestSpec } from '../../protocol/declare.js';
import { ENVELOPE_ERRORS } from '../../protocol/errors.js';
import { clientRequests, turnwireRequests, v2 } from '../../protocol/index.js';
import { gitRepository, scratchFolder } from '../support/scratch.js';
import { ReplyError, startServer } from '../support/server.js';
import { startSignInIssuer } from '../support/sign-in-issuer.js';
import { INITIALIZE } from './v2/session.js';

/** These are sent below: they work on the machine, and on accounts. */
const ON_THE_MACHINE =
  /^(initialize|fs\/|command\/exec|process\/|execOneOffCommand|login|account\/login\/start|account\/logout|logout)/;
/** What any request may be answered with, but for a defect. */
const ANY: readonly string[] = ENVELOPE_ERRORS.filter((code) => code !== 'internal');

/** The answers that the declaration does not announce, when every method is sent with the params of its example. */
async function unannounced(methods: Record<string, RequestSpec>, config: string, version: object): Promise<string[]> {
  await using server = await startServer({ config: 'model = "scripted"\n' });
  await server.request('initialize', version);
  await server.request('listConversations', {}); // the file is read when the server starts in full
  writeFileSync(join(server.home, 'config.toml'), config);
  const found: string[] = [];
  for (const [method, spec] of Object.entries(methods)) {
    if (ON_THE_MACHINE.test(method)) continue;
    const error = await server.request(method, spec.example.params).then(
      () => undefined,
      (e: unknown) => e,
    );
    if (error === undefined) continue;
    if (!(error instanceof ReplyError)) throw error;
    const { code } = error.error.data as { code: string };
    if (![...ANY, ...spec.errors].includes(code)) found.push(`${method}: ${code}`);
  }
  return found;
}

describe.each([
  ['as it was', 'model = "scripted"\n'],
  ['broken', 'model = [\n'],
  ['wrong', 'model = 7\n[mcp_servers.x]\ncommand = 5\n[permissions.mine]\nextends = 4\n[profiles.p]\nmodel = 4\n'],
  ['wrong in what a conversation may do', 'sandbox_mode = "none"\napproval_policy = 4\n'],
])('every refusal is announced while config.toml is %s', (_, config) => {
  test('in v1', async () => {
    const { clientInfo } = INITIALIZE;
    expect(await unannounced({ ...clientRequests, ...turnwireRequests }, config, { clientInfo })).toEqual([]);
  });

  test('in v2', async () => {
    expect(await unannounced(v2.offeredRequests, config, INITIALIZE)).toEqual([]);
  });
});

test('what works on the machine does so with the params of its example, in a home of the test', async () => {
  await using ada = await scratchFolder('ada');
  await using issuer = await startSignInIssuer();
  await ada.write('garden/diary.md', 'Watered the roses.\n');
  gitRepository(join(ada.path, 'garden'));
  const all: Record<string, RequestSpec> = { ...clientRequests, ...v2.offeredRequests };
  const methods = Object.entries(all).filter(([method]) => method !== 'initialize' && ON_THE_MACHINE.test(method));
  // Last, because the others read the file.
  methods.sort(([a], [b]) => Number(a === 'fs/remove') - Number(b === 'fs/remove'));
  await using server = await startServer({
    home: join(ada.path, '.codex'),
    config: `sandbox_mode = "danger-full-access"\n${issuer.config()}`,
    env: { HOME: ada.path },
  });
  await server.request('initialize', INITIALIZE);
  const refused: string[] = [];
  for (const [method, { example, errors }] of methods) {
    const params = JSON.parse(JSON.stringify(example.params ?? null).replaceAll('/home/ada', ada.path)) as unknown;
    const { error } = await server.call(method, params ?? undefined);
    if (error === undefined) continue;
    const { code = '' } = error.data as { code?: string };
    expect(errors, method).toContain(code);
    refused.push(method);
  }
  // What has these ids reads no input, has no terminal, or has ended.
  for (const method of refused) expect(method).toMatch(/^command\/exec\/|^process\/[^s]/);
  expect(methods.length).toBeGreaterThan(20);
});

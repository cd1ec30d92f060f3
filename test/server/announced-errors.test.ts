import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RequestSpec } from '../../protocol/declare.js';
import { ENVELOPE_ERRORS } from '../../protocol/errors.js';
import { clientRequests, turnwireRequests, v2 } from '../../protocol/index.js';
import { ReplyError, startServer } from '../support/server.js';
import { INITIALIZE } from './v2/session.js';

/** These would do something on this machine, end the session, or wait for somebody. */
const NOT_SENT =
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
    if (NOT_SENT.test(method)) continue;
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

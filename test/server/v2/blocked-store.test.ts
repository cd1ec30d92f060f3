import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.js';
import { startServer } from '../../support/server.js';
import { putOdd } from '../../support/special-files.js';
import { INITIALIZE } from './session.js';

// Opening one of these waits for ever, or is refused.
test.each([
  ['sessions', 'a pipe'],
  ['sessions', 'a link to an endless device'],
  ['archived_sessions', 'a pipe'],
  ['session_index.jsonl', 'a pipe'],
  ['turnwire', 'a pipe'],
])('initialize waits for no store: %s is %s', async (name, kind) => {
  await using home = await scratchFolder('home');
  await putOdd(kind, join(home.path, name));
  await using server = await startServer({ home: home.path });
  expect(await server.request('initialize', INITIALIZE)).toMatchObject({ codexHome: home.path });
  expect(await server.request('thread/loaded/list', {})).toMatchObject({ data: [] });
});

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { exec, patch, patchOf } from '../conformance/v2/replies.js';
import { fetchVsCode } from './fetch.js';
import { makePlace } from './place.js';
import { Window } from './window.js';

/** `docs/vscode.png` is a copy of what lands here. */
const PICTURES = fileURLToPath(new URL('../../.cache/vscode', import.meta.url));
const PROGRAM = [
  '+import sys',
  '+',
  '+name = sys.argv[1] if len(sys.argv) > 1 else "world"',
  '+print(f"Hello, {name}!")',
];

let vsCode: string;
beforeAll(() => {
  vsCode = fetchVsCode();
});

test('a whole window: a patch is made, and a command waits for its approval', async () => {
  const escalated = {
    sandbox_permissions: 'require_escalated',
    justification: 'Shall I run the program and keep what it says?',
  };
  await using place = await makePlace([
    patch(patchOf('*** Add File: hello.py', ...PROGRAM)),
    { text: 'I have written `hello.py`. It greets the world, or whom you name.' },
    { calls: [exec('python3 hello.py Turnwire > said.txt', escalated)] },
    { text: 'It said: `Hello, Turnwire!`' },
  ]);
  await using window = await Window.open(vsCode, place);
  const { page } = window;
  await window.chooseCodex();
  await window.send('Write a program that greets someone');
  await window.answer('It greets the world');
  expect(existsSync(join(place.work, 'hello.py'))).toBe(true);
  await window.openFile('hello.py');
  await window.send('Does it work?');
  const allow = page.getByRole('button', { name: 'Allow' }).first();
  await allow.waitFor();
  expect(existsSync(join(place.work, 'said.txt'))).toBe(false);
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, 'approval.png') });
  await allow.click();
  await window.answer('It said');
  expect(existsSync(join(place.work, 'said.txt'))).toBe(true);
});

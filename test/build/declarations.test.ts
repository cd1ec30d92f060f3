import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Inside of the package, so that `turnwire` is the built package itself. */
const FOLDER = '.cache/declarations-test';
const PROGRAM = `
import { createAppServer } from 'turnwire';
import { spawnServer } from 'turnwire/client';
import { startInProcess } from 'turnwire/client/in-process';
import { connectServer } from 'turnwire/client/socket';
import { reduce } from 'turnwire/client/transcript';
import * as protocol from 'turnwire/protocol';
import { serverPath } from 'turnwire/server-path';
import { startTestClient } from 'turnwire/testing';
import type { v2 } from 'turnwire/types';
import * as z from 'zod';

export const values = [createAppServer, spawnServer, connectServer, startInProcess, reduce, serverPath, startTestClient];

type Params = protocol.Infer<typeof protocol.v2.ThreadStartParams>;
export const params: Params = { cwd: '/home/ada' };
// @ts-expect-error: a folder is a text
export const wrong: Params = { cwd: 7 };
export const parsed: v2.ThreadStartParams = protocol.v2.ThreadStartParams().parse({});
export const id: string = z.object({ thread: protocol.v2.Thread() }).parse({}).thread.id;
export const turn: protocol.ParamsOf<(typeof protocol.v2.clientRequests)['turn/start']> = { threadId: 'a', input: [] };
export const older: protocol.NewConversationParams = { cwd: '/home/ada' };
// @ts-expect-error: the declaration has no such method
protocol.v2.clientRequests['thread/water'];
`;

beforeAll(() => mkdirSync(FOLDER, { recursive: true }));
afterAll(() => rmSync(FOLDER, { recursive: true }));

test('a strict program finds the types of every export, and none of the declarations has a problem', () => {
  const file = join(FOLDER, 'program.mts');
  writeFileSync(file, PROGRAM);
  const program = ts.createProgram([file], {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: false,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    module: ts.ModuleKind.Node20,
    types: ['node'],
  });
  const problems = ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  expect(problems).toEqual([]);
});

test('the declarations of the schemas do not spell out the types of zod', () => {
  expect(statSync('dist/protocol.d.mts').size).toBeLessThan(400_000);
});

import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { v2 } from '../../protocol/index.js';
import { filesUnder } from '../../src/emit/emit.js';
import { runCommand } from '../support/command.js';
import { scratchFolder } from '../support/scratch.js';

const BEFORE = ['-c', 'model="x"', 'app-server', '--enable', 'goals'];

describe('app-server generate-ts', () => {
  for (const more of [[], ['--experimental']]) {
    test(`writes types that compile ${more.join('')}`, async () => {
      await using folder = await scratchFolder('types');
      const out = join(folder.path, 'some/where');
      const args = [...BEFORE, 'generate-ts', '--out', out, '-c', 'a.b=1', ...more];
      expect(await runCommand(folder.path, args)).toEqual({ code: 0, stdout: '', stderr: '' });
      const program = ts.createProgram([join(out, 'index.ts')], {
        strict: true,
        noEmit: true,
        types: [],
        lib: ['lib.es2022.d.ts'],
        module: ts.ModuleKind.ESNext,
        moduleResolution: ts.ModuleResolutionKind.Bundler,
      });
      const problems = ts
        .getPreEmitDiagnostics(program)
        .map((problem) => ts.flattenDiagnosticMessageText(problem.messageText, '\n'));
      expect(problems).toEqual([]);
      const files = await filesUnder(out);
      expect(files).toEqual(
        expect.arrayContaining(['ClientRequest.ts', 'v2/ThreadGoal.ts', 'serde_json/JsonValue.ts']),
      );
      const isExperimental = more.length > 0;
      const text = (path: string) => readFileSync(join(out, path), 'utf8');
      expect(text('ClientRequest.ts').includes('"thread/settings/update"')).toBe(isExperimental);
      expect(text('v2/ThreadStartParams.ts').includes('dynamicTools')).toBe(isExperimental);
      expect(text('v2/Thread.ts').includes('canAcceptDirectInput')).toBe(isExperimental);
      expect(files.includes('v2/ThreadSettingsUpdateParams.ts')).toBe(isExperimental);
    });
  }

  test('formats the files with the given program, and says when that fails', async () => {
    await using folder = await scratchFolder('prettier');
    const prettier = await folder.write(
      'prettier',
      `#!/bin/sh\nfor file; do :; done\nprintf '%s ' "$1" > "${folder.path}/seen"\n`,
    );
    chmodSync(prettier, 0o755);
    const args = ['app-server', 'generate-ts', '-o', join(folder.path, 'out'), '-p', prettier];
    expect((await runCommand(folder.path, args)).code).toBe(0);
    expect(readFileSync(join(folder.path, 'seen'), 'utf8')).toBe('--write ');
    const failed = await runCommand(folder.path, [...args.slice(0, -1), join(folder.path, 'none')]);
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('did not format the files') });
  });
});

describe('app-server generate-json-schema', () => {
  for (const more of [[], ['--experimental']]) {
    test(`writes schemas that stand alone and fit the examples ${more.join('')}`, async () => {
      await using folder = await scratchFolder('schemas');
      const args = [...BEFORE, 'generate-json-schema', `--out=${folder.path}`, ...more];
      expect(await runCommand(folder.path, args)).toEqual({ code: 0, stdout: '', stderr: '' });
      const compiled = new Map(
        (await filesUnder(folder.path)).map((path) => {
          const schema = JSON.parse(readFileSync(join(folder.path, path), 'utf8'));
          return [path, new Ajv({ strict: true, allowUnionTypes: true, strictTypes: false }).compile(schema)];
        }),
      );
      expect(compiled.has('codex_app_server_protocol.v2.schemas.json')).toBe(true);
      const isLine = compiled.get('ClientRequest.json');
      for (const [method, spec] of Object.entries(v2.clientRequests)) {
        const isWritten = more.length > 0 || spec.stability !== 'experimental';
        const params = 'params' in spec.example ? { params: spec.example.params } : {};
        expect(isLine?.({ method, id: 1, ...params }), method).toBe(isWritten);
        const isResult = compiled.get(`v2/${spec.result.typeName}.json`);
        if (isWritten && isResult) expect(isResult(spec.example.result), method).toBe(true);
      }
      expect(compiled.has('v2/ThreadSettingsUpdateParams.json')).toBe(more.length > 0);
      expect(compiled.get('JSONRPCMessage.json')?.({ id: 1, method: 'thread/start' })).toBe(true);
    });
  }
});

test('a folder that cannot be used and arguments that are wrong are named', async () => {
  await using folder = await scratchFolder('refused');
  const file = await folder.write('file', '');
  const run = (...args: string[]) => runCommand(folder.path, ['app-server', ...args]);
  expect(await run('generate-ts', '--out', join(file, 'types'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`the files cannot be written to ${file}/types: ENOTDIR`),
  });
  expect(await run('generate-json-schema')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--out <folder>'),
  });
  expect(await run('generate-json-schema', '--out', 'x', '-p', 'x')).toMatchObject({ code: 2 });
  expect(await run('generate-ts', '--out', 'x', 'y')).toMatchObject({ code: 2 });
});

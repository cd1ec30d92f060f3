import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import type { RequestSpec } from '../../protocol/declare.js';
import { clientRequests, serverRequests, turnwireRequests, v2 } from '../../protocol/index.js';
import { emittedTypes, refuseTwins } from '../../src/emit/areas.js';
import { emitAll, filesUnder } from '../../src/emit/emit.js';
import { equalityProof } from '../../src/emit/equality.js';
import { jsonSchemas } from '../../src/emit/json-schema.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const committed = join(root, 'generated-types');
const scratch = mkdtempSync(join(tmpdir(), 'emit-'));

afterAll(() => rmSync(scratch, { recursive: true }));

describe('the generated files', () => {
  it('are what the declarations give today', async () => {
    const fresh = join(scratch, 'fresh');
    await emitAll(fresh);
    const paths = await filesUnder(fresh);
    expect(await filesUnder(committed), 'run `npm run emit`').toEqual(paths);
    const stale = paths.filter(
      (path) => readFileSync(join(fresh, path), 'utf8') !== readFileSync(join(committed, path), 'utf8'),
    );
    expect(stale, 'run `npm run emit`').toEqual([]);
    expect(readFileSync(join(root, 'test/emit/equality.gen.ts'), 'utf8')).toBe(equalityProof(emittedTypes()));
  });

  it('compile under --strict, with nothing beside them', () => {
    const program = ts.createProgram([join(committed, 'index.ts')], {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      types: [],
      lib: ['lib.es2022.d.ts'],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
    });
    const problems = ts
      .getPreEmitDiagnostics(program)
      .map((problem) => ts.flattenDiagnosticMessageText(problem.messageText, '\n'));
    expect(problems).toEqual([]);
  });

  it('end with a newline and have no carriage returns', async () => {
    for (const path of await filesUnder(committed)) {
      const text = readFileSync(join(committed, path), 'utf8');
      expect(text.endsWith('\n') && !text.includes('\r'), path).toBe(true);
    }
  });
});

describe('the generator', () => {
  it('removes what is no longer declared', async () => {
    const out = join(scratch, 'again');
    mkdirSync(join(out, 'v1'), { recursive: true });
    writeFileSync(join(out, 'v1/Forgotten.ts'), '');
    await emitAll(out);
    expect(await filesUnder(out)).not.toContain('v1/Forgotten.ts');
  });

  it('refuses names that differ in case only', () => {
    expect(() => refuseTwins(['GitSha', 'GitSHA'])).toThrow('GitSha and GitSHA');
  });
});

describe('the JSON Schemas', () => {
  const schemas = jsonSchemas(emittedTypes());
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false });
  for (const schema of Object.values(schemas)) ajv.addSchema(schema);
  const requests: Record<string, RequestSpec> = { ...clientRequests, ...serverRequests, ...turnwireRequests };
  const ofV2: Record<string, RequestSpec> = { ...v2.clientRequests, ...v2.serverRequests };
  const everyRequest = [
    ...Object.entries(requests).map(([method, spec]) => [method, '', spec] as const),
    ...Object.entries(ofV2).map(([method, spec]) => [method, 'v2/', spec] as const),
  ];

  it.each(everyRequest)('allow the example of %s (%s)', (_method, folder, spec) => {
    const check = (name: string, value: unknown) => {
      const validate = ajv.getSchema(`${folder}${name}.json`);
      expect(validate?.(value), JSON.stringify(validate?.errors)).toBe(true);
    };
    if (spec.params) check(spec.params.typeName, spec.example.params);
    check(spec.result.typeName, spec.example.result);
  });

  it('allow fields that a later version may add, and refuse wrong ones', () => {
    const validate = ajv.getSchema('NewConversationResponse.json');
    const result = clientRequests.newConversation.example.result as object;
    expect(validate?.({ ...result, later: true })).toBe(true);
    expect(validate?.({ ...result, model: 5 })).toBe(false);
  });
});

import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { examplesOf } from '../support/examples.js';
import { install } from './packages.js';

let quicktype: string;
beforeAll(() => {
  quicktype = join(install('quicktype', { quicktype: '26.0.0' }), 'quicktype/dist/index.js');
});

test.each([
  ['go', 'type Thread struct {'],
  ['rust', 'pub struct Thread {'],
  ['kotlin', 'class Thread ('],
  ['swift', 'struct Thread:'],
])('quicktype makes types of %s from the schemas', (language, expected) => {
  for (const version of ['v1', 'v2']) {
    const schema = `${resolve(`generated-types/json-schema/${version}.schemas.json`)}#/definitions/`;
    const args = ['--src-lang', 'schema', '--lang', language, schema];
    const code = execFileSync(process.execPath, [quicktype, ...args], {
      encoding: 'utf8',
      maxBuffer: 1e8,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(code).toContain(version === 'v2' ? expected : 'NewConversationParams');
  }
});

test('the page says what is run here', () => {
  const commands = examplesOf('docs/other-languages.md')
    .map(({ text }) => text)
    .join('');
  for (const language of ['go', 'rust', 'kotlin', 'swift']) expect(commands).toContain(`--lang ${language} `);
});

import { expect, test } from 'vitest';
import { ModelError, type ProviderSettings } from '../../src/core/ports/index.js';
import { explainLocalServer } from '../../src/model/local-servers.js';

const provider = (id: string) => ({ id, baseUrl: 'http://localhost:1/v1' }) as ProviderSettings;
const refused = Object.assign(new AggregateError([], 'all of them'), { code: 'ECONNREFUSED' });
const unreachable = new ModelError('error sending request', { cause: new Error('it did not go', { cause: refused }) });

test.each([
  ['oss', 'ollama serve'],
  ['ollama', 'ollama serve'],
  ['lmstudio', 'lms server start'],
])('for %s it is said to start %s', (id, hint) => {
  const error = explainLocalServer(unreachable, provider(id), 'm') as ModelError;
  expect(error.message).toContain(hint);
  expect(error.message).toContain('http://localhost:1/v1');
  expect(error).toMatchObject({ final: true, failure: { code: 'model_unreachable', provider: id } });
});

test('a model that is missing is named, with the way to fetch it', () => {
  const missing = new ModelError("unexpected status 404 Not Found: model 'm' not found", {
    failure: { code: 'model_not_found', provider: 'lmstudio', reason: 'x' },
  });
  expect(explainLocalServer(missing, provider('lmstudio'), 'm')).toMatchObject({
    message: expect.stringContaining('lms get m'),
    failure: { code: 'model_not_found' },
  });
});

test('other errors, and those of other providers, stay as they are', () => {
  const other = new ModelError('unexpected status 500');
  expect(explainLocalServer(other, provider('oss'), 'm')).toBe(other);
  expect(explainLocalServer(unreachable, provider('openai'), 'm')).toBe(unreachable);
});

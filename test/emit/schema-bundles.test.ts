import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { turnwireRequests } from '../../protocol/turnwire/index.js';
import * as v1 from '../../protocol/v1/index.js';
import * as v2 from '../../protocol/v2/index.js';
import { emittedTypes } from '../../src/emit/areas.js';
import { schemaBundles } from '../../src/emit/schema-bundles.js';

interface Bundle {
  readonly definitions: Readonly<Record<string, { properties?: Record<string, object>; [key: string]: unknown }>>;
}
const BUNDLES = schemaBundles(emittedTypes());

test.each([
  ['v1', v1.clientRequests],
  ['v2', v2.clientRequests],
])('the file of all schemas of %s is valid, whole, and leads from methods to types', (version, requests) => {
  const bundle = JSON.parse(BUNDLES.get(`json-schema/${version}.schemas.json`) ?? '') as Bundle;
  const ajv = new Ajv({ strict: false, formats: { int64: true } }).addSchema(bundle, 'all');
  for (const name of Object.keys(bundle.definitions)) ajv.compile({ $ref: `all#/definitions/${name}` });

  const methods = Object.keys({ ...requests, ...turnwireRequests });
  expect(Object.keys(bundle.definitions.ClientRequests?.properties ?? {})).toEqual(methods);
  expect(Object.keys(bundle.definitions.JsonValue ?? {}).sort()).toEqual(['description', 'title']);

  const isRequest = ajv.compile({ $ref: 'all#/definitions/ClientRequest' });
  for (const [method, { example }] of Object.entries({ ...requests, ...turnwireRequests })) {
    const request = { id: 1, method, ...(example.params === undefined ? {} : { params: example.params }) };
    expect(isRequest(request), `${method}: ${JSON.stringify(isRequest.errors?.[0])}`).toBe(true);
  }
  expect(isRequest({ id: 1, method: 'no/such/method', params: {} })).toBe(false);
});

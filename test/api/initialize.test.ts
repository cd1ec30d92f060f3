import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InitializeParams } from '../../protocol/v2/initialize.js';
import { readCapabilities, readClientInfo, readWishes } from '../../src/api/initialize.js';

const text = fc.oneof(fc.string(), fc.anything());
const clientInfo = fc.oneof(
  fc.record({ name: text, title: fc.oneof(text, fc.constant(null)), version: text }, { requiredKeys: [] }),
  fc.anything(),
);
const capabilities = fc.oneof(
  fc.record(
    {
      experimentalApi: fc.oneof(fc.boolean(), fc.anything()),
      optOutNotificationMethods: fc.oneof(fc.array(text), fc.anything()),
    },
    { requiredKeys: [] },
  ),
  fc.anything(),
);
const turnwire = fc.oneof(
  fc.record({ seq: fc.oneof(fc.boolean(), fc.anything()) }, { requiredKeys: [] }),
  fc.anything(),
);
const params = fc.oneof(
  fc.record({ clientInfo, capabilities, turnwire }, { requiredKeys: ['clientInfo'] }),
  fc.anything(),
);

test('the hand-written check of initialize accepts what its schema accepts, and nothing else', () => {
  fc.assert(
    fc.property(params, (value) => {
      const declared = InitializeParams().safeParse(value);
      const read = () => ({ info: readClientInfo(value), more: readCapabilities(value), wishes: readWishes(value) });
      const accepted = attempt(read)?.info;
      expect(accepted !== undefined).toBe(declared.success);
      if (declared.success) expect(declared.data.clientInfo).toMatchObject(accepted as object);
    }),
    { numRuns: 2000 },
  );
});

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

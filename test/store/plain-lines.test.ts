import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/domain/json.js';
import { checkedLine } from '../../src/store/files/checked-lines.js';
import { knownForm } from '../../src/store/files/foreign-lines.js';
import { plainLine } from '../../src/store/files/plain-lines.js';
import { answered, called, context, line, outputOf, said, showed, tokens, viewed } from './rollouts.js';

const item = (payload: object) => line('response_item', payload);
const event = (payload: object) => line('event_msg', payload);
const summary = [{ type: 'summary_text', text: 'so' }];
const window = { used_percent: 12.5, window_minutes: 300, resets_in_seconds: null };

const USUAL = [
  context(),
  ...said('hello'),
  ...showed(),
  viewed(),
  ...answered('hi'),
  called('c'),
  outputOf('c'),
  tokens(7),
  item({ type: 'reasoning', summary, content: [{ type: 'text', text: 'hm' }], encrypted_content: null }),
  item({ type: 'reasoning', summary: [], encrypted_content: 'sealed' }),
  item({ type: 'custom_tool_call', status: 'completed', call_id: 'd', name: 'apply_patch', input: 'a patch' }),
  item({ type: 'custom_tool_call', call_id: 'd', name: 'apply_patch', input: 'a patch' }),
  item({ type: 'custom_tool_call_output', call_id: 'd', output: 'done' }),
  event({ type: 'agent_reasoning', text: 'so' }),
  event({ type: 'agent_reasoning_raw_content', text: 'hm' }),
  event({ type: 'token_count', info: null, rate_limits: { primary: window, secondary: null } }),
  event({ type: 'token_count', info: null, rate_limits: { primary: null, secondary: { ...window, resets_at: 1 } } }),
];

const plain = (text: string) => plainLine(JSON.parse(text) as JsonObject);
const checked = (text: string) => checkedLine(knownForm(JSON.parse(text)) ?? {});

/** What is used of a line: of an event only some members. */
function used(read: ReturnType<typeof plain>): string {
  const { type, payload } = (read ?? {}) as { type?: string; payload?: JsonObject };
  if (type !== 'event_msg') return JSON.stringify({ type, payload });
  const { message, kind, images, text, info, rate_limits } = payload ?? {};
  return JSON.stringify({ type, of: payload?.type, message, kind, images, text, info, rate_limits });
}

test.each(USUAL)('it needs no schema: %s', (text) => {
  expect(plain(text)).toBeDefined();
  expect(used(plain(text))).toBe(used(checked(text)));
});

/** Every object and list in a value. */
const holders = (value: unknown): JsonObject[] =>
  typeof value === 'object' && value !== null
    ? [value as JsonObject, ...Object.values(value).flatMap((one) => holders(one))]
    : [];

const VALUES = ['null', '1', '1.5', '1e400', '1e17', '-1', '"x"', '[]', '{}', 'true', '["x"]', '[null]', '"plain"'];

test('of changed lines, it takes none that a schema would change or refuse', () => {
  const change = fc.record({
    holder: fc.nat(),
    member: fc.nat(),
    name: fc.constantFrom('', '__proto__', 'id', 'extra'),
  });
  void fc.assert(
    fc.property(
      fc.constantFrom(...USUAL),
      fc.array(fc.tuple(change, fc.constantFrom('gone', 'last', ...VALUES)), { minLength: 1, maxLength: 2 }),
      (usual, changes) => {
        const json = JSON.parse(usual) as JsonObject;
        for (const [{ holder, member, name }, to] of changes) {
          const all = holders(json);
          const at = all[holder % all.length] as JsonObject;
          const key = name || Object.keys(at)[member % Math.max(1, Object.keys(at).length)];
          if (key === undefined || (to === 'last' && !Object.hasOwn(at, key))) continue;
          const value = to === 'last' ? at[key] : JSON.parse(to === 'gone' ? 'null' : to);
          if (to === 'gone' || to === 'last') delete at[key];
          if (to !== 'gone') Object.defineProperty(at, key, { value, enumerable: true, configurable: true });
        }
        // A number beyond all is written as it can stand in a file.
        const text = JSON.stringify(json, (_, value) => (value === Number.POSITIVE_INFINITY ? '∞' : value));
        const changed = text.replaceAll('"∞"', '1e400');
        if (plain(changed)) expect(used(plain(changed))).toBe(used(checked(changed)));
      },
    ),
    { numRuns: 3000 },
  );
});

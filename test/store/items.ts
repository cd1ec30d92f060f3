import * as fc from 'fast-check';
import type { Item } from '../../src/domain/item.js';

/*
 * Any item as it is kept: the output of a command once, and times in whole milliseconds.
 */

const text = fc.string({ unit: 'binary' });
const ms = fc.integer({ min: 0, max: 1e10 });
const base = { id: fc.uuid(), startedAt: ms, completedAt: ms };
const path = fc
  .array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 3 })
  .map((parts) => `/${parts.map((part) => part.replaceAll(/[/\0]/g, '_')).join('/')}`);
const maybe = <T, K extends string>(name: K, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((v) => (v === undefined ? {} : ({ [name]: v } as Record<K, T>)));
const joined = <A extends object, B extends object>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>) =>
  fc.tuple(a, b).map(([x, y]) => ({ ...x, ...y }));
const callId = <A extends { id: string }>(item: A) => ({ ...item, callId: item.id });
const status = fc.constantFrom('completed' as const, 'failed' as const, 'declined' as const);

const detail = fc.constantFrom('auto' as const, 'low' as const, 'high' as const, 'original' as const);
const elements = fc.array(fc.record({ start: fc.nat(), end: fc.nat(), placeholder: fc.option(text) }), {
  minLength: 1,
  maxLength: 2,
});
const userMessage = joined(
  fc.record({
    type: fc.constant('user-message' as const),
    ...base,
    content: fc.array(
      fc.oneof(
        joined(fc.record({ type: fc.constant('text' as const), text }), maybe('elements', elements)),
        joined(fc.record({ type: fc.constant('image' as const), url: fc.webUrl() }), maybe('detail', detail)),
        joined(fc.record({ type: fc.constant('local-image' as const), path }), maybe('detail', detail)),
        fc.record({ type: fc.constantFrom('skill' as const, 'mention' as const), name: text, path }),
      ),
      { maxLength: 3 },
    ),
  }),
  maybe('clientId', text),
);
const cutOff = maybe('cutOff', fc.constant(true as const));
const agentMessage = joined(
  fc.record({ type: fc.constant('agent-message' as const), ...base, texts: fc.array(text, { maxLength: 3 }) }),
  joined(maybe('phase', text), cutOff),
);
const passages = fc.array(text, { maxLength: 3 });
const reasoning = joined(
  fc.record({ type: fc.constant('reasoning' as const), ...base, summary: passages, content: passages }),
  cutOff,
);
const action = fc.oneof(
  fc.record({ type: fc.constant('read' as const), cmd: text, name: text, path: text }),
  fc.record({ type: fc.constant('list_files' as const), cmd: text, path: fc.option(text) }),
  fc.record({ type: fc.constant('search' as const), cmd: text, query: fc.option(text), path: fc.option(text) }),
  fc.record({ type: fc.constant('unknown' as const), cmd: text }),
);
const command = joined(
  fc
    .record({
      type: fc.constant('command-execution' as const),
      ...base,
      command: fc.array(text, { maxLength: 3 }),
      cwd: fc.oneof(path, text),
      source: fc.constantFrom('agent' as const, 'user-shell' as const, 'unified-exec-startup' as const),
      processId: fc.option(text),
      actions: fc.array(action, { maxLength: 2 }),
      status,
    })
    .map(callId),
  maybe('result', fc.record({ aggregated: text, exitCode: fc.integer({ min: -1, max: 255 }), durationMs: ms })),
);
const change = fc.oneof(
  fc.record({ type: fc.constant('add' as const), content: text }),
  fc.record({ type: fc.constant('delete' as const), content: text }),
  fc.record({ type: fc.constant('update' as const), unifiedDiff: text, movePath: fc.option(path) }),
);
const patch = joined(
  fc
    .record({
      type: fc.constant('file-changes' as const),
      ...base,
      changes: fc.dictionary(path, change, { maxKeys: 3, noNullPrototype: true }),
      autoApproved: fc.boolean(),
      status,
    })
    .map(callId),
  maybe('result', fc.record({ stdout: text, stderr: text })),
);
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const outcome = fc.oneof(
  fc.record({ ok: fc.record({ content: fc.array(fc.record({ type: fc.constant('text'), text })) }) }),
  fc.record({ error: text }),
);
const mcpCall = joined(
  fc
    .record({
      type: fc.constant('mcp-tool-call' as const),
      ...base,
      server: text,
      tool: text,
      arguments: json,
      status,
    })
    .map(callId),
  joined(joined(maybe('outcome', outcome), maybe('durationMs', ms)), maybe('readOnlyHint', fc.boolean())),
);
const dynamicCall = fc
  .record({
    type: fc.constant('dynamic-tool-call' as const),
    ...base,
    namespace: fc.option(text),
    tool: text,
    arguments: json,
    status,
    contentItems: fc.option(
      fc.array(
        fc.oneof(
          text.map((value) => ({ type: 'text' as const, text: value })),
          fc.webUrl().map((url) => ({ type: 'image' as const, url })),
        ),
        { maxLength: 2 },
      ),
    ),
    success: fc.option(fc.boolean()),
    durationMs: fc.option(ms),
  })
  .map(callId);
const REVIEW = {
  findings: [],
  overall_correctness: 'good',
  overall_explanation: 'fine',
  overall_confidence_score: 1,
};
const webSearch = fc.oneof(
  fc.record({ type: fc.constant('web-search' as const), ...base }),
  fc.record({ type: fc.constant('web-search' as const), ...base, query: text }).map((item) => ({
    ...item,
    action: { type: 'search', query: item.query },
  })),
);
const others = fc.oneof(
  fc.record({ type: fc.constant('image-view' as const), ...base, path }).map(callId),
  fc.record({ type: fc.constant('plan' as const), ...base, text }),
  fc.record({
    type: fc.constant('context-compaction' as const),
    ...base,
    reason: fc.constantFrom('limit' as const, 'request' as const),
    tokens: fc.option(fc.nat()),
    status: fc.constantFrom('completed' as const, 'failed' as const),
  }),
  fc.record({ type: fc.constant('entered-review' as const), ...base, prompt: text, hint: text }),
  joined(
    fc.record({ type: fc.constant('exited-review' as const), ...base }),
    fc.constantFrom({ output: undefined }, { output: REVIEW }),
  ),
);

export const anyItem: fc.Arbitrary<Item> = fc.oneof(
  userMessage,
  agentMessage,
  reasoning,
  command,
  patch,
  mcpCall,
  dynamicCall,
  webSearch,
  others,
);

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ResponseItem } from '../../protocol/rollout/items.js';
import type { RolloutItem } from '../../protocol/rollout/rollout.js';
import { encodeLine, RolloutLog } from '../../src/store/files/rollout-log.js';
import { readRollout } from '../../src/store/files/rollout-reader.js';
import { scratchFolder } from '../support/scratch.js';
import { answered, called, context, idOf, meta, outputOf, text } from './rollouts.js';

const anyText = fc.string({ unit: 'binary' });
const textPart = anyText.map((value) => ({ type: 'input_text' as const, text: value }));
const picture = fc.webUrl().map((image_url) => ({ type: 'input_image' as const, image_url }));
const responseItem: fc.Arbitrary<ResponseItem> = fc.oneof(
  fc
    .array(fc.oneof(textPart, picture), { maxLength: 3 })
    .map((content) => ({ type: 'message' as const, role: 'user', content })),
  fc.record({ name: anyText, args: fc.json(), id: fc.string() }).map(({ name, args, id }) => ({
    type: 'function_call' as const,
    name,
    arguments: args,
    call_id: id,
  })),
  fc
    .tuple(fc.string(), anyText)
    .map(([call_id, output]) => ({ type: 'function_call_output' as const, call_id, output })),
  fc.tuple(anyText, fc.base64String()).map(([said, sealed]) => ({
    type: 'reasoning' as const,
    summary: [{ type: 'summary_text' as const, text: said }],
    content: null,
    encrypted_content: sealed,
  })),
);
const item: fc.Arbitrary<RolloutItem> = fc.oneof(
  responseItem.map((payload) => ({ type: 'response_item' as const, payload })),
  anyText.map((message) => ({ type: 'event_msg' as const, payload: { type: 'agent_message' as const, message } })),
  anyText.map((message) => ({ type: 'compacted' as const, payload: { message } })),
  fc.record({ cwd: anyText, model: anyText }).map(({ cwd, model }) => ({
    type: 'turn_context' as const,
    payload: {
      cwd,
      approval_policy: 'never' as const,
      sandbox_policy: { mode: 'read-only' as const },
      model,
      summary: 'auto' as const,
    },
  })),
);

const NOW = 1_741_064_767_890;

test('what is written is read as it was, and written again it gives the same bytes', async () => {
  await using folder = await scratchFolder('codec');
  let n = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(item, { maxLength: 8 }), async (items) => {
      const path = join(folder.path, `${n++}.jsonl`);
      writeFileSync(path, text([meta(idOf(1))]));
      const log = RolloutLog.reopen(path, () => NOW, { size: 0, newline: true });
      log.append(items);
      log.close();
      const { entries, findings } = await readRollout(path);
      expect(entries.map((entry) => ({ type: entry.item?.type, payload: entry.item?.payload }))).toEqual(items);
      const again = entries.map((entry) => encodeLine(new Date(NOW).toISOString(), entry.item as RolloutItem)).join('');
      expect(again).toBe(text(entries.map((entry) => entry.line)));
      expect(findings).toEqual([]);
    }),
    { numRuns: 80 },
  );
});

test('a log that is cut at any byte is read up to the cut and goes on from there (C41)', async () => {
  await using folder = await scratchFolder('cut');
  const lines = [meta(idOf(1)), context('ä€😀'), called('k'), outputOf('k'), ...answered('é')];
  const bytes = Buffer.from(text(lines));
  const ends: number[] = [];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) ends.push(at);
  const path = join(folder.path, 'cut.jsonl');
  for (let cut = 0; cut <= bytes.length; cut++) {
    writeFileSync(path, bytes.subarray(0, cut));
    // A record whose newline alone is missing is whole.
    const whole = ends.filter((end) => end <= cut).length;
    if (whole === 0) {
      await expect(readRollout(path)).rejects.toMatchObject({ code: 'rollout_invalid' });
      continue;
    }
    const read = await readRollout(path);
    expect(read.entries.map((entry) => entry.line)).toEqual(lines.slice(1, whole));
    const torn = cut > (ends[whole - 1] as number) + 1;
    expect(read.findings).toHaveLength(torn ? 1 : 0);
    const log = RolloutLog.reopen(path, () => NOW, { size: read.size, newline: read.endsWithNewline });
    expect(log.changedElsewhere()).toBe(false);
    log.append([{ type: 'compacted', payload: { message: 'after' } }]);
    expect(log.changedElsewhere()).toBe(false);
    log.close();
    const after = await readRollout(path);
    expect(after.entries.slice(0, -1).map((entry) => entry.line)).toEqual(lines.slice(1, whole));
    expect(after.entries.at(-1)?.item?.payload).toEqual({ message: 'after' });
  }
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ResponseItem } from '../../protocol/rollout/items.js';
import type { ConversationRecord } from '../../src/domain/record.js';
import { encodeRecords } from '../../src/store/files/codec.js';
import { RolloutLog } from '../../src/store/files/rollout-log.js';
import { readRollout } from '../../src/store/files/rollout-reader.js';
import { scratchFolder } from '../support/scratch.js';
import { anyItem } from './items.js';
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
const NOW = 1_741_064_767_890;
const TIMESTAMP = new Date(NOW).toISOString();

const record: fc.Arbitrary<ConversationRecord> = fc.oneof(
  responseItem.map((item) => ({ type: 'history' as const, item })),
  fc.tuple(responseItem, fc.string()).map(([item, queuedAs]) => ({ type: 'history' as const, item, queuedAs })),
  anyItem.map((item) => ({ type: 'event' as const, event: { type: 'item-completed' as const, item }, turnId: 't' })),
  fc.tuple(anyText, fc.uuid()).map(([said, id]) => ({
    type: 'queued-input' as const,
    id,
    item: { type: 'message' as const, role: 'user', content: [{ type: 'input_text' as const, text: said }] },
    message: {
      type: 'user-message' as const,
      id,
      startedAt: NOW,
      completedAt: NOW,
      content: [{ type: 'text' as const, text: said }],
    },
    turnId: 't',
  })),
  anyText.map((summary) => ({ type: 'compaction' as const, summary })),
  fc.record({ cwd: anyText, model: anyText }).map(({ cwd, model }) => ({
    type: 'sampling' as const,
    settings: {
      cwd,
      approvalPolicy: 'never' as const,
      sandboxPolicy: { mode: 'read-only' as const },
      model,
      summary: 'auto' as const,
    },
    turnId: 't',
  })),
);

/** Events of 0.44 that repeat an item are not separate records. */
const known = (records: readonly ConversationRecord[]) => records.filter(({ type }) => type !== 'unknown');

test('what is written is read as it was, and written again it gives the same bytes', async () => {
  await using folder = await scratchFolder('codec');
  let n = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 8 }), async (written) => {
      const path = join(folder.path, `${n++}.jsonl`);
      writeFileSync(path, text([meta(idOf(1))]));
      const log = RolloutLog.reopen(path, { size: 0, newline: true });
      log.write(() => encodeRecords(idOf(1), TIMESTAMP, written));
      await log.close();
      const { records, lines = [], findings } = await readRollout(path, { keepLines: true });
      expect(known(records)).toEqual(written);
      expect(encodeRecords(idOf(1), TIMESTAMP, records)).toBe(text(lines));
      expect(findings).toEqual([]);
    }),
    { numRuns: 80 },
  );
});

test('a log that is cut at any byte is read up to the cut and continued from there (C41)', async () => {
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
    const read = await readRollout(path, { keepLines: true });
    expect(read.lines).toEqual(lines.slice(1, whole));
    const torn = cut > (ends[whole - 1] as number) + 1;
    expect(read.findings).toHaveLength(torn ? 1 : 0);
    const log = RolloutLog.reopen(path, { size: read.size, newline: read.endsWithNewline });
    expect(log.changedElsewhere()).toBe(false);
    log.write(() => encodeRecords(idOf(1), TIMESTAMP, [{ type: 'compaction', summary: 'after' }]));
    expect(log.changedElsewhere()).toBe(false);
    await log.close();
    const after = await readRollout(path, { keepLines: true });
    expect(after.lines?.slice(0, -1)).toEqual(lines.slice(1, whole));
    expect(after.records.at(-1)).toEqual({ type: 'compaction', summary: 'after' });
  }
});

import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { replay } from '../../src/core/history/replay.js';
import { FileStore } from '../../src/store/files/store.js';
import { answered, metaOf, said } from '../store/contract.js';
import { scratchFolder } from '../support/scratch.js';

// A crash of the machine can cut a file anywhere.
test('a rollout that was cut at any byte is loaded up to its last whole line, and continued from there', async () => {
  await using home = await scratchFolder('cut');
  const store = new FileStore(home.path, () => Date.now());
  const token = store.lease(metaOf(1).id).take();
  const rollout = await store.create(metaOf(1));
  await rollout.append([...said('one'), ...answered('uno — with “wide” characters 🌹')], token);
  const call = { type: 'function_call', name: 'shell', arguments: '{}', call_id: 'c' } as const;
  const output = { type: 'function_call_output', call_id: 'c', output: 'done' } as const;
  await rollout.append([{ type: 'history', item: call }, { type: 'history', item: output }, ...said('two')], token);
  const { location } = rollout;
  await rollout.close();
  const whole = readFileSync(location);
  const lines = whole.toString().split('\n');
  const { records } = await store.load(location);
  const metaEnd = whole.indexOf(10) + 1;
  for (let size = 0; size <= whole.length; size++) {
    const cut = whole.subarray(0, size);
    writeFileSync(location, cut);
    const loaded = await store.load(location).catch((e: { code?: string }) => e.code);
    // A line without its end is whole all the same when nothing else is missing.
    const complete =
      cut
        .toString()
        .split('\n')
        .filter((line, n) => line !== '' && line === lines[n]).length - 1;
    if (typeof loaded !== 'object') {
      expect(size).toBeLessThan(metaEnd - 1);
      expect(loaded).toBe('rollout_invalid');
      continue;
    }
    expect(loaded.records).toEqual(records.slice(0, complete));
    const { items } = replay(loaded.records);
    const of = (type: string) => items.filter((item) => item.type === type).length;
    expect(of('function_call_output')).toBe(of('function_call'));
    const again = await store.reopen(loaded);
    await again.append(answered('more'), token);
    await again.close();
    const continued = await store.load(location);
    expect(continued.records.filter(({ type }) => type !== 'unknown')).toEqual([
      ...loaded.records,
      ...answered('more'),
    ]);
  }
  store.close();
});

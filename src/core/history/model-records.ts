import type { ConversationRecord } from '../../domain/record.js';
import { eventRecord } from '../../domain/record.js';
import type { ConversationPart, ConversationParts } from '../ports/index.js';
import { beginningWith, contextAfter, type PartDigest } from './part-digest.js';
import { replay } from './replay.js';

type Part = ConversationPart<PartDigest>;
type Parts = Pick<ConversationParts<PartDigest>, 'parts'>;

interface ModelRecords extends Parts {
  readonly records: readonly ConversationRecord[];
}

/**
 * Records from which a replay gives the model the same history, settings, counts and goal as the records of all parts do, but only the last turns. Without
 * compactions, these are all records. `parts` are the same parts; those that were read here are not read again.
 */
export async function modelRecords({ parts }: Parts): Promise<ModelRecords> {
  const first = firstNeeded(parts.map(({ digest }) => digest));
  const records: ConversationRecord[] = [];
  if (first > 0) {
    records.push(...(await lastStates({ parts }, first)));
    records.push(beginningWith(contextAfter(parts.slice(0, first).map(({ digest }) => digest))));
  }
  const held: Part[] = [];
  for (const part of parts.slice(first)) {
    const read = await part.records();
    for (const record of read) records.push(record);
    held.push({ ...part, records: async () => read });
  }
  return { records, parts: [...parts.slice(0, first), ...held] };
}

/**
 * The part with a compaction that names the whole history, or the part with the compaction before the last one. Earlier texts are not needed: a compaction
 * takes over texts from before it, and the next compaction leaves these out.
 */
function firstNeeded(digests: readonly PartDigest[]): number {
  let compactions = 0;
  return Math.max(
    digests.findLastIndex((digest) => {
      compactions += digest.compactions;
      return digest.replaced || compactions >= 2;
    }),
    0,
  );
}

/** The last settings, counts and goal, if they are before the part. */
async function lastStates({ parts }: Parts, first: number): Promise<ConversationRecord[]> {
  const before = async (kind: 'sampling' | 'usage' | 'goal') => {
    if (parts.slice(first).some(({ digest }) => digest[kind])) return undefined;
    const found = parts.slice(0, first).findLast(({ digest }) => digest[kind]);
    return found && replay(await found.records());
  };
  const settings = (await before('sampling'))?.settings;
  const usage = (await before('usage'))?.usage;
  const goal = (await before('goal'))?.goal;
  return [
    ...(settings ? [{ type: 'sampling' as const, settings, turnId: null }] : []),
    ...(usage ? [eventRecord({ type: 'usage-updated', usage })] : []),
    ...(goal ? [goal] : []),
  ];
}

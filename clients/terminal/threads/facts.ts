import type { v2 } from '../../../generated-types/index.js';
import { visibleLine } from '../visible.js';

/** What is known of a thread beside what was said, for readers. */
export function factsOf(thread: v2.Thread): [string, string][] {
  const { branch, sha } = thread.gitInfo ?? {};
  const facts: [string, string | null | undefined][] = [
    ['id', thread.id],
    ['folder', thread.cwd],
    ['branch', branch && (sha ? `${branch} (${sha.slice(0, 10)})` : branch)],
    ['model', thread.model ? `${thread.model} (${thread.modelProvider})` : thread.modelProvider],
    ['begun', time(thread.createdAt)],
    ['changed', time(thread.updatedAt)],
    ['forked from', thread.forkedFromId],
  ];
  return facts.flatMap(([name, value]) => (value ? [[name, visibleLine(value)]] : []));
}

const time = (seconds: number): string =>
  `${new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, 19)} UTC`;

import { join } from 'node:path';

const two = (n: number): string => String(n).padStart(2, '0');

/**
 * Where the rollout of a conversation lies, below the home: folders and the file name use local time, the lines use
 * UTC (C7).
 */
export function rolloutPath(home: string, id: string, started: Date): string {
  const [year, month, day] = [
    String(started.getFullYear()).padStart(4, '0'),
    two(started.getMonth() + 1),
    two(started.getDate()),
  ];
  const time = [started.getHours(), started.getMinutes(), started.getSeconds()].map(two).join('-');
  return join(home, 'sessions', year, month, day, `rollout-${year}-${month}-${day}T${time}-${id}.jsonl`);
}

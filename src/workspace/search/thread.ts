import { parentPort, workerData } from 'node:worker_threads';
import type { FoundFile } from '../../core/ports/index.js';
import { type FileQuery, find } from './find.js';
import type { UserFolders } from './git-excludes.js';
import { Listings } from './listings.js';

export type ToThread = ({ readonly id: number } & FileQuery) | { readonly stop: number };
export type FromThread =
  | { readonly id: number; readonly soFar: FoundFile[] }
  | { readonly id: number; readonly files: FoundFile[] }
  | { readonly id: number; readonly why: Error };

const listings = new Listings(workerData as UserFolders);
const searchers = new Map<number, { stopped: boolean }>();

parentPort?.on('message', (message: ToThread) => {
  if (!('stop' in message)) return void answer(message);
  const searcher = searchers.get(message.stop);
  if (searcher) searcher.stopped = true;
});

async function answer({ id, ...query }: { id: number } & FileQuery): Promise<void> {
  const searcher = { stopped: false };
  searchers.set(id, searcher);
  const report = (soFar: FoundFile[]): void => parentPort?.postMessage({ id, soFar } satisfies FromThread);
  const reply = await find(query, listings, searcher, report).then(
    (files): FromThread => ({ id, files }),
    (why: Error): FromThread => ({ id, why }),
  );
  searchers.delete(id);
  parentPort?.postMessage(reply);
}

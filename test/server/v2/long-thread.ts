import { scratchFolder } from '../../support/scratch.js';

/** A conversation on disk whose turns are `turn-0` to `turn-N`. */
export interface LongThread {
  readonly id: string;
  readonly file: string;
  readonly turns: number;
  readonly items: number;
}

/** A home with a conversation of so many megabytes, made as for the bench. */
export async function homeWithLongThread(mb: number) {
  const home = await scratchFolder('home');
  const maker = new URL('../../../bench/lib/long-thread.mjs', import.meta.url).href;
  const { makeLongThread } = (await import(maker)) as { makeLongThread(home: string, mb: number): LongThread };
  return {
    path: home.path,
    thread: makeLongThread(home.path, mb),
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

import { setFlagsFromString } from 'node:v8';

/*
 * Flags of V8 that the program sets when it starts, before anything is compiled: V8 refuses kept code of a process that had other flags at that moment, and
 * code that is kept after a change of flags is refused by the next process.
 */

/**
 * The space for new objects keeps the size that it has at the start. V8 would make it many times larger while turns run. That costs memory, and time
 * at each start of a command, because the table of all pages of the server is copied for it. Nearly all new objects of a server are garbage soon.
 */
const SMALL_YOUNG_SPACE = '--semi-space-growth-factor=1';

/** The space for new objects is too small to be collected by several threads: waking them takes longer than the work. */
const ONE_THREAD_FOR_YOUNG_SPACE = '--no-parallel-scavenge';

/** The optimizing compiler would work for a second on the tables of the grammar of bash, and a process ends only after it. Long scripts still get it. */
export const LATE_WASM_OPTIMIZATION = '--wasm-tiering-budget=2000000000';

/**
 * A function is optimized only after it has run six times as much as usual. Most servers do a few turns now and then: optimizing for them costs more than it
 * saves. The first 2,000 small requests of a process take a third less CPU, 100 commands a tenth, a resume of 10 MB a fifth; 20,000 deltas take 5 % more.
 * The flag has another name in each V8; later ones have a quick optimizing compiler for this case.
 */
const LATE_OPTIMIZATION: Readonly<Record<string, string>> = {
  '11.3': '--interrupt-budget=400000', // Node 20
  '12.4': '--invocation-count-for-turbofan=18000', // Node 22
};

/** Call this once, before the program compiles anything. */
export function setFlagsOfProgram(): void {
  const [version = ''] = /^\d+\.\d+/.exec(process.versions.v8) ?? [];
  const flags = [SMALL_YOUNG_SPACE, ONE_THREAD_FOR_YOUNG_SPACE, LATE_WASM_OPTIMIZATION, LATE_OPTIMIZATION[version]];
  for (const flag of flags) if (flag !== undefined) setFlagsFromString(flag);
}

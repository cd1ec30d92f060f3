import { commitPlan } from '../../../src/tools/apply-patch/commit.js';
import { disk } from '../../../src/tools/apply-patch/files/disk.js';
import { parsePatch } from '../../../src/tools/apply-patch/parse.js';
import { planPatch } from '../../../src/tools/apply-patch/plan.js';
import { faulty } from './faulty-disk.js';

/** Commits a patch in a folder and is killed at the step number `at` of those that write; ends with 0 when it has fewer steps. */
const [cwd = '', text = '', at = ''] = process.argv.slice(2);
const plan = await planPatch(parsePatch(text), { cwd, files: disk });
const { disk: deadly } = faulty(Number(at), {
  onlyWrites: true,
  fail: () => {
    process.kill(process.pid, 'SIGKILL');
    // The signal comes before this: a process that kills itself does not continue.
    throw new Error('still alive');
  },
});
await commitPlan(plan, { disk: deadly });

import { execFile } from 'node:child_process';

/** Runs Node with these arguments, outside of the test runner that runs this. */
export function runNode(args: readonly string[], cwd: string): Promise<{ code: number; output: string }> {
  // The runners leave marks in the environment by which they know a process inside of a test.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_TEST|TEST$)/.test(name)),
  );
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, env: { ...env, NO_COLOR: '1' } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
    });
  });
}

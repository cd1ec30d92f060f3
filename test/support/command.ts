import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** A command that runs, without a terminal. */
export function startCommand(home: string, args: readonly string[], env: Record<string, string> = {}) {
  // An SSH connection keeps it from opening a browser.
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: home, CODEX_HOME: home, SSH_CONNECTION: 'yes', ...env },
  });
  const run = { child, stdout: '', stderr: '', exit: once(child, 'close').then(([code]) => code as number) };
  child.stdout.on('data', (chunk) => {
    run.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    run.stderr += chunk;
  });
  return run;
}

export async function runCommand(home: string, args: readonly string[], input = '', env: Record<string, string> = {}) {
  const run = startCommand(home, args, env);
  run.child.stdin.end(input);
  const code = await run.exit;
  return { code, stdout: run.stdout, stderr: run.stderr };
}

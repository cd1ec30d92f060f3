import { diagnoseSandbox } from '../server/commands/settings.js';

/** `turnwire doctor`: what works on this machine. Exit code 1 when commands cannot be sandboxed. */
export async function doctor(): Promise<number> {
  const { lines, ok } = await diagnoseSandbox();
  process.stdout.write(`${lines.join('\n')}\n`);
  return ok ? 0 : 1;
}

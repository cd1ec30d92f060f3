import { withDotEnv } from '../config/dot-env.js';
import { findHome } from '../config/home.js';
import { diagnose } from '../process/sandbox/doctor.js';
import { createSandbox } from '../process/sandbox/sandbox.js';

/** `turnwire doctor`: what works on this machine. Exit code 1 when commands cannot be sandboxed. */
export async function doctor(): Promise<number> {
  const home = findHome(process.env);
  const { lines, ok } = await diagnose(createSandbox({ codexHome: home, env: withDotEnv(home, process.env).env }));
  process.stdout.write(`${lines.join('\n')}\n`);
  return ok ? 0 : 1;
}

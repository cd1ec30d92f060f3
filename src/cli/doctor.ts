import { withDotEnv } from '../config/dot-env.js';
import { findHome } from '../config/home.js';
import { diagnose } from '../process/sandbox/doctor.js';
import { createFence } from '../process/sandbox/fence.js';

/** `turnwire doctor`: what works on this machine. Exit code 1 when commands cannot be fenced. */
export async function doctor(): Promise<void> {
  const home = findHome(process.env);
  const { lines, ok } = await diagnose(createFence({ codexHome: home, env: withDotEnv(home, process.env).env }));
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = ok ? 0 : 1;
}

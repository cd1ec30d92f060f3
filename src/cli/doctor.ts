import { diagnoseSandbox } from '../server/commands/settings.js';
import { checkHome, type Finding } from '../server/doctor/check-home.js';
import { readArguments } from './arguments.js';
import { say, sayJson } from './output.js';
import { DOCTOR } from './table/machine.js';

interface Reported extends Omit<Finding, 'repair'> {
  /** What was done about it. */
  readonly repaired?: string;
  /** Whether `--fix` would do something. */
  readonly canRepair: boolean;
}

/** `turnwire doctor`: what works on this machine. Exit code 1 when something does not, also commands that cannot be sandboxed. */
export async function doctor(args: readonly string[]): Promise<number> {
  const { values, overrides } = readArguments(DOCTOR, args);
  const found = await checkHome(process.env, overrides);
  const home: Reported[] = [];
  for (const finding of found) home.push(values.fix ? await repaired(finding) : reported(finding));
  const sandbox = await diagnoseSandbox();
  const ok = sandbox.ok && home.every(({ status }) => status !== 'fail');
  if (values.json) {
    sayJson({ ok, home, sandbox: { ok: sandbox.ok, lines: sandbox.lines } }, 2);
    return ok ? 0 : 1;
  }
  for (const line of [...home.map(lineOf), ...sandbox.lines]) say(line);
  const open = home.filter(({ canRepair }) => canRepair).length;
  if (open > 0) say(`--fix repairs ${open === 1 ? 'one of these' : `${open} of these`}; nothing is deleted.`);
  return ok ? 0 : 1;
}

const reported = ({ repair, ...finding }: Finding): Reported => ({ ...finding, canRepair: repair !== undefined });

async function repaired(finding: Finding): Promise<Reported> {
  const { repair, ...rest } = finding;
  if (repair === undefined) return reported(finding);
  try {
    return { ...rest, status: 'ok', repaired: await repair(), canRepair: false };
  } catch (e) {
    return { ...rest, message: `${rest.message}; it cannot be repaired: ${(e as Error).message}`, canRepair: true };
  }
}

function lineOf({ check, status, message, path, repaired: done }: Reported): string {
  const mark = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' }[status];
  const place = path === undefined ? '' : ` ${path}:`;
  return `${mark} ${check}:${place} ${message}${done === undefined ? '' : `; ${done}`}`;
}

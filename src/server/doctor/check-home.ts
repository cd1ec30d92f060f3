import { accessSync, constants, statSync } from 'node:fs';
import { withDotEnv } from '../../config/dot-env.js';
import { findHome } from '../../config/home.js';
import { parseOverride } from '../../config/overrides.js';
import { silentLog } from '../log.js';
import { openSettings } from '../open-settings.js';
import type { Finding } from './finding.js';
import { checkLeftFiles } from './left-files.js';
import { checkPrivateFiles } from './private-files.js';
import { checkStoredFiles } from './stored-files.js';

export type { Finding } from './finding.js';

/** Checks everything that can be wrong with the home. It changes nothing; `repair` of a finding does. Throws `ConfigError` without a home. */
export async function checkHome(env: NodeJS.ProcessEnv, overrides: readonly string[]): Promise<Finding[]> {
  const home = findHome(env);
  const reachable = checkFolder(home);
  if (reachable.status === 'fail') return [reachable];
  return [
    reachable,
    ...checkConfig(home, env, overrides),
    ...checkPrivateFiles(home),
    ...(await checkLeftFiles(home)),
    ...(await checkStoredFiles(home)),
  ];
}

function checkFolder(path: string): Finding {
  const check = 'home';
  if (statSync(path, { throwIfNoEntry: false }) === undefined)
    return { check, status: 'ok', path, message: 'it does not exist yet, and is made when it is needed' };
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return { check, status: 'ok', path, message: 'it can be read and written' };
  } catch (e) {
    return { check, status: 'fail', path, message: `it cannot be used: ${(e as Error).message}` };
  }
}

function checkConfig(home: string, env: NodeJS.ProcessEnv, overrides: readonly string[]): Finding[] {
  const check = 'config';
  try {
    const loaded = withDotEnv(home, env);
    const options = { home, cwd: process.cwd(), loaded, overrides: overrides.map(parseOverride), log: silentLog };
    const { settings } = openSettings(options);
    settings.derive({});
    const found = settings.findings().map(({ message }) => message);
    const unusable = [...settings.unusableMcpServers().values()].map(({ message }) => message);
    const messages = [...new Set([...found, ...unusable])];
    if (messages.length === 0) return [{ check, status: 'ok', message: 'it can be used' }];
    return messages.map((message) => ({ check, status: 'warn', message }));
  } catch (e) {
    return [{ check, status: 'fail', message: (e as Error).message }];
  }
}

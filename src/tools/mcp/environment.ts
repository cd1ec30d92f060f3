import { delimiter, isAbsolute } from 'node:path';
import type { McpProgram } from '../../core/ports/mcp.js';

const UNIX = [
  'HOME',
  'LOGNAME',
  'PATH',
  'SHELL',
  'USER',
  '__CF_USER_TEXT_ENCODING',
  'LANG',
  'LC_ALL',
  'TERM',
  'TMPDIR',
  'TZ',
];
const WINDOWS = [
  'PATH',
  'PATHEXT',
  'COMSPEC',
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'USERNAME',
  'USERDOMAIN',
  'USERPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
  'PROGRAMW6432',
  'PROGRAMDATA',
  'LOCALAPPDATA',
  'APPDATA',
  'TEMP',
  'TMP',
];

/** The environment of an MCP server: a fixed list of variables, those that its configuration names, and those that it sets (C102). */
export function programEnvironment(
  { env, envVars, path }: McpProgram,
  ours: NodeJS.ProcessEnv,
): Record<string, string> {
  const names = [...(process.platform === 'win32' ? WINDOWS : UNIX), ...envVars];
  const inherited = names.flatMap((name) => {
    const value = name === 'PATH' ? (path ?? ours.PATH) : ours[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const all: Record<string, string> = { ...Object.fromEntries(inherited), ...env };
  // A relative folder would choose the program by the folder in which it starts (C304).
  const absolute = all.PATH?.split(delimiter).filter(isAbsolute).join(delimiter);
  return absolute === undefined ? all : { ...all, PATH: absolute };
}

import { foldersAbove } from '../../os/real-path.js';
import type { WriteRules } from './writable-roots.js';

export const SEATBELT = '/usr/bin/sandbox-exec';

export interface SeatbeltCommand {
  readonly argv: readonly string[];
  readonly rules: WriteRules;
  readonly network: boolean;
  /** Files and folders that may be neither read nor written, whether or not they exist. */
  readonly secrets: readonly string[];
  /** On the way to what may be read, where only that is shown. */
  readonly links?: readonly { readonly path: string }[] | undefined;
}

/**
 * The command line that runs a command under a macOS sandbox profile. Paths go in as parameters, never as text of the profile. Written from
 * Apple's published profiles; it has not been run on a Mac.
 */
export function seatbeltArgv({ argv, rules, network, secrets, links = [] }: SeatbeltCommand): string[] {
  const parameters: string[] = [];
  const parameter = (path: string): string => {
    parameters.push(`-DPATH_${parameters.length}=${path}`);
    return `(param "PATH_${parameters.length - 1}")`;
  };
  const profile = [
    BASE,
    ...(rules.onlyRules
      ? readable(
          [...rules.rules, ...links].map(({ path }) => path),
          parameter,
        )
      : ['(allow file-read*)']),
    // The last rule that holds decides, as in `WriteRules`.
    ...rules.rules.map(({ path, write }) => `(${write ? 'allow' : 'deny'} file-write* (subpath ${parameter(path)}))`),
    // A rule names a path; a command that renames a folder above it, or the folder itself, gets round it.
    ...rules.pins.map((path) => `(deny file-write-unlink (literal ${parameter(path)}))`),
    ...rules.rules.map(({ path }) => `(deny file-write-unlink (literal ${parameter(path)}))`),
    ...(rules.unreadable ?? []).map((path) => `(deny file-read* file-write* (subpath ${parameter(path)}))`),
    ...secrets.map((path) => `(deny file-read* file-write* (subpath ${parameter(path)}))`),
    ...(network ? [NETWORK] : []),
  ].join('\n');
  return [SEATBELT, '-p', profile, ...parameters, '--', ...argv];
}

/** The only readable paths. Of the folders above them, only their existence is visible. */
function readable(paths: readonly string[], parameter: (path: string) => string): string[] {
  const above = [...new Set(paths.flatMap(foldersAbove))].sort();
  return [
    '(allow file-read* (literal "/") (subpath "/dev"))',
    ...above.map((path) => `(allow file-read-metadata (literal ${parameter(path)}))`),
    ...paths.map((path) => `(allow file-read* (subpath ${parameter(path)}))`),
  ];
}

const BASE = `(version 1)
(deny default)
(allow process-exec)
(allow process-fork)
(allow signal (target same-sandbox))
(allow process-info* (target same-sandbox))
(allow file-write-data (require-all (path "/dev/null") (vnode-type CHARACTER-DEVICE)))
(allow sysctl-read)
(allow user-preference-read)
(allow ipc-posix-sem)
(allow pseudo-tty)
(allow file-ioctl (literal "/dev/ptmx"))
(allow mach-lookup (global-name "com.apple.system.opendirectoryd.libinfo"))`;

const NETWORK = `(allow network-outbound)
(allow network-inbound)
(allow system-socket)
(allow mach-lookup
  (global-name "com.apple.SecurityServer")
  (global-name "com.apple.trustd.agent")
  (global-name "com.apple.networkd")
  (global-name "com.apple.SystemConfiguration.DNSConfiguration")
  (global-name "com.apple.SystemConfiguration.configd"))`;

import type { HomeView } from './home-view.js';
import type { WriteRules } from './writable-roots.js';

/** Namespaces that the kernel allows an ordinary program here. Where there is no network namespace, the filter of system calls blocks the network. */
export interface Variant {
  /** A `/proc` of the command's own; inside a container the kernel may refuse one. */
  readonly ownProc: boolean;
  /** A separate network namespace, which has no interfaces. */
  readonly ownNetwork: boolean;
}

/** The preferred path first. */
export const VARIANTS: readonly Variant[] = [
  { ownProc: true, ownNetwork: true },
  { ownProc: false, ownNetwork: true },
  { ownProc: true, ownNetwork: false },
  { ownProc: false, ownNetwork: false },
];

/**
 * Never one that `PATH` leads to: a folder of the workspace may be on it. The last two are NixOS's.
 */
export const BUBBLEWRAP_PLACES = [
  '/usr/bin/bwrap',
  '/bin/bwrap',
  '/usr/local/bin/bwrap',
  '/run/wrappers/bin/bwrap',
  '/run/current-system/sw/bin/bwrap',
];

/** The descriptor at which bubblewrap reads the filter of system calls. */
export const FILTER_FD = 3;

export interface BubblewrapCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly rules: WriteRules;
  readonly network: boolean;
  readonly home: HomeView | undefined;
  /** Existing secrets, besides those that the view of the home leaves out. */
  readonly secrets: readonly string[];
  /** To be made where only what the rules name is shown. */
  readonly links?: HomeView['links'] | undefined;
  /** Which of the unreadable paths are folders. */
  readonly hiddenFolders?: ReadonlySet<string> | undefined;
  /** The descriptors of the files to mount; a file without one is mounted by its path. */
  readonly held?: ReadonlyMap<string, number> | undefined;
}

/** The command line that runs a command behind bubblewrap. All paths must be absolute and, but for `cwd`, real. */
export function bubblewrapArgv(program: string, variant: Variant, command: BubblewrapCommand): string[] {
  const { rules, pins, unreadable = [], onlyRules = false } = command.rules;
  const writableRoot = rules.some(({ path, write }) => path === '/' && write);
  return [
    program,
    '--new-session', // no terminal to type into
    '--die-with-parent',
    '--unshare-user',
    '--unshare-pid', // processes that call setsid end too, and no process outside can be signalled
    '--unshare-ipc',
    ...(variant.ownNetwork && !command.network ? ['--unshare-net'] : []),
    '--cap-drop',
    'ALL',
    ...(onlyRules ? ['--tmpfs', '/'] : [writableRoot ? '--bind' : '--ro-bind', '/', '/']),
    '--dev',
    '/dev',
    // Separate shared memory, if the command may write anything. Otherwise the real one, read-only.
    ...(rules.length > 0 || onlyRules ? ['--tmpfs', '/dev/shm'] : ['--ro-bind-try', '/dev/shm', '/dev/shm']),
    ...(variant.ownProc ? ['--proc', '/proc'] : ['--ro-bind', '/proc', '/proc']),
    ...mounts(command, pins),
    ...command.secrets.flatMap(maskedFile),
    ...unreadable.flatMap((path) => (command.hiddenFolders?.has(path) ? maskedFolder(path) : maskedFile(path))),
    ...(command.home ? ['--remount-ro', command.home.path] : []),
    '--remount-ro',
    '/dev',
    ...(onlyRules ? ['--remount-ro', '/'] : []),
    // Run by root, files of /proc/sys may be written even without any capability, and core_pattern names a program that root then runs outside.
    ...(variant.ownProc ? ['--remount-ro', '/proc'] : []),
    '--seccomp',
    String(FILTER_FD),
    '--chdir',
    command.cwd,
    '--',
    ...command.argv,
  ];
}

/** A device; devices cannot be opened there. */
const maskedFile = (path: string): string[] => ['--ro-bind', '/dev/null', path];

/** An empty folder that no user can open, list or write. */
const maskedFolder = (path: string): string[] => ['--perms', '0000', '--tmpfs', path, '--remount-ro', path];

/** What is mounted by the rules: it can be held from its check on. */
export const mountedPaths = ({ rules, pins }: WriteRules): string[] =>
  [...new Set([...pins, ...rules.map(({ path }) => path)])].filter((path) => path !== '/');

/** Parents before what is in them: a mount hides what was mounted below it before. */
function mounts({ rules, home, held, links = [] }: BubblewrapCommand, pins: readonly string[]): string[] {
  const bind = (path: string, write: boolean): string[] => {
    const option = write ? '--bind' : '--ro-bind';
    const fd = held?.get(path);
    return fd === undefined ? [option, path, path] : [`${option}-fd`, String(fd), path];
  };
  const at = new Map<string, string[]>();
  if (home) {
    for (const path of home.entries) at.set(path, ['--ro-bind-try', path, path]);
    for (const { path, target } of home.links) at.set(path, ['--symlink', target, path]);
  }
  for (const { path, target } of links) at.set(path, ['--symlink', target, path]);
  // A mount point can be neither renamed nor removed, which is all that a pin is for.
  for (const path of pins) at.set(path, bind(path, true));
  for (const { path, write } of rules.rules) at.set(path, bind(path, write));
  if (home) at.set(home.path, ['--tmpfs', home.path]);
  at.delete('/'); // mounted first of all
  return [...at.keys()].sort().flatMap((path) => at.get(path) ?? []);
}

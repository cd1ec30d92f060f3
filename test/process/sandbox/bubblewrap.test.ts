import { expect, test } from 'vitest';
import {
  type BubblewrapCommand,
  bubblewrapArgv,
  VARIANTS,
  type Variant,
} from '../../../src/process/sandbox/bubblewrap.js';

const [BEST] = VARIANTS as [Variant];
const command = (more: Partial<BubblewrapCommand> = {}): BubblewrapCommand => ({
  argv: ['ls', '-l'],
  cwd: '/ws',
  rules: { unrestricted: false, rules: [], pins: [], missing: [] },
  network: false,
  home: undefined,
  secrets: [],
  ...more,
});
const text = (more: Partial<BubblewrapCommand> = {}, variant = BEST): string =>
  bubblewrapArgv('/usr/bin/bwrap', variant, command(more)).join(' ');

test('read-only: nothing but /dev/null is left to write to', () => {
  expect(text()).toBe(
    [
      '/usr/bin/bwrap --new-session --die-with-parent --unshare-user --unshare-pid --unshare-ipc --unshare-net --cap-drop ALL',
      '--ro-bind / / --dev /dev --ro-bind-try /dev/shm /dev/shm --proc /proc --remount-ro /dev --remount-ro /proc',
      '--seccomp 3 --chdir /ws -- ls -l',
    ].join(' '),
  );
});

test('workspace-write: roots and pins before the holes in them, secrets last', () => {
  const rules = [
    { path: '/tmp', write: true },
    { path: '/tmp/a/ws', write: true },
    { path: '/tmp/a/ws/.git', write: false },
  ];
  const home = {
    path: '/tmp/home',
    entries: ['/tmp/home/config.toml'],
    links: [{ path: '/tmp/home/x', target: '../x' }],
  };
  expect(
    text({ rules: { unrestricted: false, rules, pins: ['/tmp/a'], missing: [] }, home, secrets: ['/vault/auth'] }),
  ).toBe(
    [
      '/usr/bin/bwrap --new-session --die-with-parent --unshare-user --unshare-pid --unshare-ipc --unshare-net --cap-drop ALL',
      '--ro-bind / / --dev /dev --tmpfs /dev/shm --proc /proc',
      '--bind /tmp /tmp --bind /tmp/a /tmp/a --bind /tmp/a/ws /tmp/a/ws --ro-bind /tmp/a/ws/.git /tmp/a/ws/.git',
      '--tmpfs /tmp/home --ro-bind-try /tmp/home/config.toml /tmp/home/config.toml --symlink ../x /tmp/home/x',
      '--ro-bind /dev/null /vault/auth --remount-ro /tmp/home --remount-ro /dev --remount-ro /proc',
      '--seccomp 3 --chdir /ws -- ls -l',
    ].join(' '),
  );
});

test('a workspace within the home is mounted on what the view of the home shows', () => {
  const rules = [
    { path: '/h', write: false },
    { path: '/h/ws', write: true },
  ];
  const home = { path: '/h', entries: ['/h/sessions', '/h/ws'], links: [] };
  expect(text({ rules: { unrestricted: false, rules, pins: [], missing: [] }, home })).toContain(
    '--tmpfs /h --ro-bind-try /h/sessions /h/sessions --bind /h/ws /h/ws --remount-ro /h ',
  );
});

test('with everything writable, /dev and /proc are still those of the sandbox', () => {
  const rules = [{ path: '/', write: true }];
  expect(text({ rules: { unrestricted: false, rules, pins: [], missing: [] } })).toContain(
    '--cap-drop ALL --bind / / --dev /dev --tmpfs /dev/shm --proc /proc --remount-ro /dev --remount-ro /proc --seccomp 3',
  );
});

test('a policy with the network keeps the interfaces', () => {
  expect(text({ network: true })).not.toContain('--unshare-net');
});

test('a container that cannot mount a new /proc shows the existing one, read-only', () => {
  const argv = text({}, { ownProc: false, ownNetwork: false });
  expect(argv).toContain('--ro-bind /proc /proc');
  expect(argv).not.toContain('--proc /proc');
  expect(argv).not.toContain('--remount-ro /proc');
  expect(argv).not.toContain('--unshare-net');
});

test('what a command is given never becomes an option', () => {
  expect(bubblewrapArgv('/usr/bin/bwrap', BEST, command({ argv: ['--bind', '/', '/'] })).slice(-4)).toEqual([
    ...['--', '--bind', '/', '/'],
  ]);
});

test('where only what the rules name is read, an empty root takes the place of the real one', () => {
  const rules = [
    { path: '/usr', write: false },
    { path: '/ws', write: true },
  ];
  const links = [{ path: '/bin', target: 'usr/bin' }];
  const argv = text({ rules: { unrestricted: false, rules, pins: [], missing: [], onlyRules: true }, links });
  expect(argv).toContain(
    '--tmpfs / --dev /dev --tmpfs /dev/shm --proc /proc --symlink usr/bin /bin --ro-bind /usr /usr --bind /ws /ws --remount-ro /dev --remount-ro /',
  );
  expect(argv).not.toMatch(/bind(-try)? \/ /);
});

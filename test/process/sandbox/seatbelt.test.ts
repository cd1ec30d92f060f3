import { expect, test } from 'vitest';
import { type SeatbeltCommand, seatbeltArgv } from '../../../src/process/sandbox/seatbelt.js';

const command = (more: Partial<SeatbeltCommand> = {}): SeatbeltCommand => ({
  argv: ['ls', '-l'],
  rules: { unrestricted: false, rules: [], pins: [], missing: [] },
  network: false,
  secrets: [],
  ...more,
});

function parts(more: Partial<SeatbeltCommand> = {}) {
  const [program, flag, profile = '', ...rest] = seatbeltArgv(command(more));
  const end = rest.indexOf('--');
  return { program, flag, lines: profile.split('\n'), parameters: rest.slice(0, end), argv: rest.slice(end + 1) };
}

test('read-only: everything is denied but reading, running and /dev/null', () => {
  const { program, flag, lines, parameters, argv } = parts();
  expect([program, flag]).toEqual(['/usr/bin/sandbox-exec', '-p']);
  expect(lines.slice(0, 2)).toEqual(['(version 1)', '(deny default)']);
  expect(lines).toContain('(allow file-read*)');
  expect(lines.filter((line) => line.includes('file-write'))).toEqual([
    '(allow file-write-data (require-all (path "/dev/null") (vnode-type CHARACTER-DEVICE)))',
  ]);
  expect(lines.join('\n')).not.toContain('network');
  expect(parameters).toEqual([]);
  expect(argv).toEqual(['ls', '-l']);
});

test('workspace-write: roots, the holes in them, the names that are kept, and the secrets, all as parameters', () => {
  const rules = [
    { path: '/private/tmp', write: true },
    { path: '/private/tmp/a/w"s', write: true },
    { path: '/private/tmp/a/w"s/.git', write: false },
  ];
  const { lines, parameters } = parts({
    rules: { unrestricted: false, rules, pins: ['/private/tmp/a'], missing: [] },
    secrets: ['/h/auth.json'],
  });
  expect(lines.slice(-8)).toEqual([
    '(allow file-write* (subpath (param "PATH_0")))',
    '(allow file-write* (subpath (param "PATH_1")))',
    '(deny file-write* (subpath (param "PATH_2")))',
    '(deny file-write-unlink (literal (param "PATH_3")))',
    '(deny file-write-unlink (literal (param "PATH_4")))',
    '(deny file-write-unlink (literal (param "PATH_5")))',
    '(deny file-write-unlink (literal (param "PATH_6")))',
    '(deny file-read* file-write* (subpath (param "PATH_7")))',
  ]);
  expect(parameters).toEqual([
    '-DPATH_0=/private/tmp',
    '-DPATH_1=/private/tmp/a/w"s',
    '-DPATH_2=/private/tmp/a/w"s/.git',
    '-DPATH_3=/private/tmp/a',
    '-DPATH_4=/private/tmp',
    '-DPATH_5=/private/tmp/a/w"s',
    '-DPATH_6=/private/tmp/a/w"s/.git',
    '-DPATH_7=/h/auth.json',
  ]);
});

test('a policy with the network allows it', () => {
  const { lines } = parts({ network: true });
  expect(lines).toContain('(allow network-outbound)');
  expect(lines).toContain('(allow network-inbound)');
});

test('the parentheses of the profile match', () => {
  const profile = parts({ network: true, secrets: ['/h/.env'] }).lines.join('');
  expect(profile.split('(').length).toBe(profile.split(')').length);
});

test('where only what the rules name is read, folders above it show that they are there', () => {
  const rules = [{ path: '/a/ws', write: true }];
  const links = [{ path: '/etc' }];
  const { lines, parameters } = parts({
    rules: { unrestricted: false, rules, pins: [], missing: [], unreadable: ['/a/ws/no'], onlyRules: true },
    links,
  });
  expect(lines).not.toContain('(allow file-read*)');
  expect(lines.filter((line) => line.includes('file-read'))).toEqual([
    '(allow file-read* (literal "/") (subpath "/dev"))',
    '(allow file-read-metadata (literal (param "PATH_0")))',
    '(allow file-read-metadata (literal (param "PATH_1")))',
    '(allow file-read* (subpath (param "PATH_2")))',
    '(allow file-read* (subpath (param "PATH_3")))',
    '(deny file-read* file-write* (subpath (param "PATH_6")))',
  ]);
  expect(parameters.slice(0, 4)).toEqual(['-DPATH_0=/', '-DPATH_1=/a', '-DPATH_2=/a/ws', '-DPATH_3=/etc']);
});

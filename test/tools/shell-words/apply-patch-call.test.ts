import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPatchCall } from '../../../src/tools/shell-words/apply-patch-call.js';

const PATCH = '*** Begin Patch\n*** Add File: a\n+$x `y` "z" \\ \'\n*** End Patch';
const bash = (script: string) => findPatchCall(['bash', '-lc', script]);

test.each(['apply_patch', 'applypatch'])('%s as a program', async (name) => {
  expect(await findPatchCall([name, PATCH])).toEqual({ patch: PATCH });
  expect(await findPatchCall([name, 'anything'])).toEqual({ patch: 'anything' });
  expect(await findPatchCall([name])).toBeUndefined();
  expect(await findPatchCall([name, PATCH, 'x'])).toBeUndefined();
});

test.each([
  `apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `apply_patch <<'EOF'\n${PATCH}\nEOF\n`,
  `apply_patch <<"EOF"\n${PATCH}\nEOF`,
  `apply_patch <<EOF\n${PATCH}\nEOF`,
  `apply_patch <<\\EOF\n${PATCH}\nEOF`,
  `apply_patch << 'EOF'  \n${PATCH}\nEOF`,
  `apply_patch<<X_1\n${PATCH}\nX_1`,
  `applypatch <<'a b'\n${PATCH}\na b`,
  `apply_patch <<-EOF\n\t${PATCH}\n\t\tEOF`,
  `\n  apply_patch <<'EOF'\n${PATCH}\nEOF\n \n`,
])('%j is a call', async (script) => {
  expect(await bash(script)).toEqual({ patch: PATCH });
});

test.each<[string, string]>([
  ['cd foo', 'foo'],
  ['cd  a/b', 'a/b'],
  ['cd /abs', '/abs'],
  ['cd ..', '..'],
  ['cd "a b"', 'a b'],
  ['cd "a\\"b"', 'a"b'],
  ["cd 'a $b'", 'a $b'],
  ['cd a\\ b', 'a b'],
  ['cd foo', 'foo'],
])('%s says where', async (change, cwd) => {
  expect(await bash(`${change} && apply_patch <<'EOF'\n${PATCH}\nEOF\n`)).toEqual({ patch: PATCH, cwd });
  expect(await bash(`${change}&&\napplypatch <<EOF\n${PATCH}\nEOF`)).toEqual({ patch: PATCH, cwd });
});

test('only the first line that ends it does', async () => {
  expect(await bash('apply_patch <<EOF\na\n EOF\nEOF \nEOF')).toEqual({ patch: 'a\n EOF\nEOF ' });
  expect(await bash('apply_patch <<EOF\na\nEOF\nEOF')).toBeUndefined();
});

test.each([
  `echo x && apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `echo x; apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `cd a && cd b && apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `cd a; apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `cd a || apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `cd && apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `cd a b && apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `cd - && apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `cd -P a && apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `cd $X && apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `cd "$X" && apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `cd $(a) && apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `cd ~/a && apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `cd a* && apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `cd a"b" && apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `apply_patch <<'EOF' && echo x\n${PATCH}\nEOF`,
  `apply_patch <<'EOF' > f\n${PATCH}\nEOF`,
  `apply_patch <<'EOF' | cat\n${PATCH}\nEOF`,
  `apply_patch x <<'EOF'\n${PATCH}\nEOF`,
  `apply_patch <<'EOF'\n${PATCH}\nEOF\necho x`,
  `apply_patch <<'EOF'\n${PATCH}\nEOF; echo x`,
  `apply_patch <<'EOF'\n${PATCH}`,
  `apply_patch <<'EOF'\n${PATCH}\n EOF`,
  `apply_patch <<''\n${PATCH}\n`,
  `apply_patch <<E"O"F\n${PATCH}\nEOF`,
  `apply_patch <<<'${PATCH}'`,
  `apply_patch '${PATCH}'`,
  `/bin/apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `A=b apply_patch <<'EOF'\n${PATCH}\nEOF`,
  `# x\napply_patch <<'EOF'\n${PATCH}\nEOF`,
  `(apply_patch <<'EOF'\n${PATCH}\nEOF\n)`,
  'apply_patch',
  'ls',
  '',
])('%j runs as a command', async (script) => {
  expect(await bash(script)).toBeUndefined();
});

test('other shells and forms run as commands', async () => {
  const script = `apply_patch <<'EOF'\n${PATCH}\nEOF`;
  for (const argv of [
    ['bash', '-lc', script, 'x'],
    ['bash', '-xc', script],
    ['fish', '-c', script],
    ['bash', script],
    ['bash', '-lc'],
    [script],
    ['echo', PATCH],
    ['echo', 'x', PATCH],
    [],
  ]) {
    expect(await findPatchCall(argv)).toBeUndefined();
  }
});

test.each([
  ['bash', '-c'],
  ['/bin/bash', '-lc'],
  ['sh', '-c'],
  ['zsh', '-lc'],
  ['/usr/bin/zsh', '-c'],
  ['dash', '-c'],
])('C244: %s %s is as good a shell', async (...shell) => {
  expect(await findPatchCall([...shell, `apply_patch <<'EOF'\n${PATCH}\nEOF`])).toEqual({ patch: PATCH });
  expect(await findPatchCall([...shell, PATCH])).toBe('implicit');
});

test('a bare patch is distinguished from a call', async () => {
  expect(await findPatchCall([PATCH])).toBe('implicit');
  expect(await findPatchCall([`\n${PATCH}\n`])).toBe('implicit');
  expect(await bash(PATCH)).toBe('implicit');
  expect(await bash(`${PATCH.replaceAll('\n', '\r\n')}\n`)).toBe('implicit');
  expect(await findPatchCall(['*** Begin Patch'])).toBeUndefined();
  expect(await bash(`${PATCH}\nls`)).toBeUndefined();
});

test('a long patch is found as well', async () => {
  const patch = `*** Begin Patch\n*** Add File: a\n${'+line\n'.repeat(100_000)}*** End Patch`;
  expect(await bash(`cd a && apply_patch <<'EOF'\n${patch}\nEOF\n`)).toEqual({ patch, cwd: 'a' });
});

test('no script is too much', async () => {
  const piece = fc.constantFrom(
    'cd ',
    'a',
    ' && ',
    'apply_patch',
    ' <<',
    "'",
    '"',
    'EOF',
    '\n',
    '\\',
    PATCH,
    '\t',
    '-',
    '$',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
      await bash(pieces.join(''));
    }),
    { numRuns: 2000 },
  );
  expect(await bash(`cd ${'a\\'.repeat(200_000)}`)).toBeUndefined();
  expect(await bash(`cd "${'a\\'.repeat(200_000)}`)).toBeUndefined();
  expect(await bash(' '.repeat(200_000))).toBeUndefined();
});

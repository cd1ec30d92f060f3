import { expect, test } from 'vitest';
import { isDangerous } from '../../../src/tools/shell-words/dangerous.js';
import { splitWords } from '../../../src/tools/shell-words/split-words.js';

const script = (text: string) => ['bash', '-lc', text];

/** As a script for bash and as an argv (C119). */
const DANGEROUS = [
  'rm -rf x',
  'rm -f x',
  'rm -fr x',
  'rm -r -f x',
  'rm -Rf x',
  'rm -vrf x',
  'rm -rfv -- x',
  'rm x -rf',
  'rm -r --force x',
  'rm --recursive --force x',
  'rm --fo x',
  '/bin/rm -rf x',
  '../bin/rm -f x',
  'RM -rf x',
  'git reset',
  'git reset --hard HEAD~1',
  'git rm f',
  '/usr/bin/git reset',
  'git -C x reset --hard',
  'git -c a.b=c rm f',
  'git --no-pager -C x --git-dir y reset',
  'git --git-dir=y --work-tree y reset',
  "git -c 'alias.x=!rm -rf y' x",
  'sudo rm -rf x',
  'sudo -u me rm -f x',
  'sudo -nu me -- rm -f x',
  'sudo --user me rm -f x',
  'sudo --user=me -E A=b rm -f x',
  'sudo git reset',
  'sudo sudo sudo rm -f x',
  'doas -u me rm -f x',
  'env rm -f x',
  'env -i A=b C= rm -f x',
  'env -u A -C y rm -f x',
  "env -S 'rm -f x'",
  "env -iS'rm -f x'",
  "env --split-string='rm -f' x",
  'command rm -f x',
  'command -p rm -f x',
  'builtin command rm -f x',
  'exec -a y rm -f x',
  'nice rm -f x',
  'nice -n 5 rm -f x',
  'nice -5 rm -f x',
  'ionice -c 3 rm -f x',
  'nohup rm -f x',
  'setsid rm -f x',
  'time -p rm -f x',
  'timeout 5 rm -f x',
  'timeout -k 1 -s KILL 5 rm -f x',
  'timeout --signal=KILL --kill-after 1 5 rm -f x',
  'stdbuf -o0 rm -f x',
  'chroot / rm -f x',
  'busybox rm -f x',
  'xargs rm -f',
  'xargs -0 -n 1 -P4 rm -rf',
  'xargs -I {} rm -f {}',
  'xargs --max-args 1 rm -f',
  'sudo env A=b nice xargs rm -f',
  "find . -exec rm -f {} ';'",
  'find . -name x -exec rm -rf {} +',
  "find . -exec ls ';' -execdir git rm x ';'",
  "find . -exec sh -c 'rm -f x' ';'",
  "bash -c 'rm -rf x'",
  "bash -lc 'rm -rf x'",
  "bash -l -c 'rm -rf x'",
  "bash -exc 'rm -rf x'",
  "bash -o pipefail -c 'rm -rf x'",
  "bash -euo pipefail -c 'rm -rf x'",
  "bash --norc --rcfile y -c 'rm -rf x'",
  "sh -c 'rm -rf x' y z",
  "/bin/sh -c 'cd y; rm -rf x'",
  "zsh -c 'rm -rf x'",
  'bash -c "sh -c \'rm -rf x\'"',
  "sudo bash -c 'rm -rf x'",
  'eval rm -rf x',
  "eval 'rm -rf' x",
  "trap 'rm -rf x' EXIT",
];

const DANGEROUS_SCRIPTS = [
  'ls; rm -rf x',
  'ls && rm -rf x || true',
  'find . | xargs rm -f',
  'rm -rf x &',
  '(rm -rf x)',
  '{ rm -rf x; }',
  '! rm -rf x',
  'A=b rm -rf x',
  'rm -rf "$X"',
  'rm -rf $X',
  'rm -rf x > /dev/null 2>&1',
  'rm > log -rf x',
  '>log rm -rf x',
  'ls | rm > log -rf x',
  'rm <<X -rf y\nX',
  'rm <<X -rf y && ls\nX\n',
  'if true; then rm -rf x; fi',
  'for f in *; do rm -rf "$f"; done',
  'while read f; do rm -f $f; done < list',
  'case x in x) rm -rf y;; esac',
  'f() { rm -rf x; }; f',
  'echo $(rm -rf x)',
  'echo "a $(rm -rf x)"',
  'echo `rm -rf x`',
  'echo ${A:-' + '$(rm -rf x)}',
  'cat <(rm -rf x)',
  'A=$(rm -rf x)',
  'export A=$(rm -rf x)',
  '[ -d x ] && rm -rf x',
  'cat <<X\n$(rm -rf x)\nX',
  '\\rm -rf x',
  'r\\m -rf x',
  '"rm" -rf x',
  '"r"m -rf x',
  "r''m -rf x",
  "$'rm' -rf x",
  "rm '-rf' x",
  'rm -"rf" x',
  'rm \\\n -rf x',
  'r\\\nm -rf x',
  'ls # a comment\nrm -rf x',
  'cd /tmp &&\n  rm -rf x\n',
  // What the grammar does not read.
  'rm -rf x; if',
  'if; then rm -rf x',
  'echo ((; rm -rf x',
  `rm -rf x; echo ${'a'.repeat(70_000)}`,
  `${'f() '.repeat(8000)}; rm -rf x`,
  `echo ${'a'.repeat(70_000)}; A=b sudo "rm" -rf x`,
];

const ORDINARY = [
  'ls',
  'rm x',
  'rm -r x',
  'rm -ri x',
  'rm -- -f',
  'rm --one-file-system x',
  'rmdir x',
  'echo rm -rf x',
  "echo 'rm -rf x'",
  'grep "rm -rf" f',
  'sudo grep rm -f list',
  'sudo ls',
  'sudo',
  'git status',
  'git',
  'git -C reset status',
  'git commit -m reset',
  'git log -- rm',
  'git checkout .',
  'env',
  'env A=b ls',
  'xargs',
  'xargs grep rm -f x',
  'timeout 5 ls',
  'command -v rm',
  'which rm',
  'find . -name rm -type f',
  "find . -exec rm {} ';'",
  "bash -c 'ls'",
  'bash f rm -rf x',
  "bash -x f -c 'rm -rf x'",
  'bash',
  'nohup node server.js',
  'npm run rm -- -f',
];

test.each(DANGEROUS)('%s is dangerous', async (text) => {
  expect(await isDangerous(splitWords(text) ?? [])).toBe(true);
  expect(await isDangerous(script(text))).toBe(true);
  expect(await isDangerous(script(`if ls; then ${text}; fi`))).toBe(true);
});

test.each(DANGEROUS_SCRIPTS)('%j is dangerous', async (text) => {
  expect(await isDangerous(script(text))).toBe(true);
});

test.each(ORDINARY)('%s is not', async (text) => {
  expect(await isDangerous(splitWords(text) ?? [])).toBe(false);
  expect(await isDangerous(script(text))).toBe(false);
});

test('shells in shells without end, and the like, are taken for dangerous', async () => {
  expect(await isDangerous(script(`${'eval '.repeat(5)}ls`))).toBe(false);
  expect(await isDangerous(script(`${'eval '.repeat(12)}ls`))).toBe(true);
  expect(await isDangerous(['sudo', 'sudo', 'sudo', 'sudo', 'ls'])).toBe(false);
  expect(await isDangerous(Array.from({ length: 100_000 }, () => 'sudo'))).toBe(true);
});

test('strange argvs are not dangerous', async () => {
  for (const argv of [[], [''], ['\0'], ['/'], ['bash', '-c'], ['git', '-C'], ['env', '-S'], ['constructor', '-f']]) {
    expect(await isDangerous(argv)).toBe(false);
  }
});

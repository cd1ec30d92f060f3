import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isKnownSafe } from '../../../src/tools/shell-words/safe.js';
import { splitWords } from '../../../src/tools/shell-words/split-words.js';

/** Judged twice: as a script for bash, and, where it is one command, as an argv. */
const SAFE = `
ls
ls -la
ls -la src
ls -R --color=never
ls ~
ls *
ls */*.ts
ls a?c
cat README.md
cat -n a b
cat -- -x
cat *
cd src
cd ..
echo a
echo -e "a\\nb"
echo "a\\"b"
echo a\\ b
echo 'a;b'
echo rm -rf x
echo "> f"
false
true
pwd
head -n 5 f
head -50 f
tail f
tail -n +5 f
tail -f log
wc -l f
wc --files0-from=list
nl -ba f
which node
which -a git
grep x y
grep -rn "a|b" src
grep -f words f
grep x *
grep -e '$(rm x)' f
grep "" f
find .
find . -name '*.ts'
find src -type f -name "*.ts" -not -path './node_modules/*'
find . -maxdepth 2 -print0
find . -mtime -7 -size +10k
find . -size -10k
find . -newer f
find . -newermt 2024-01-01
find . -printf '%p\\n'
find -L . -iname x
find src/* -name x
rg x
rg -n "foo|bar" src
rg --files
rg --files -g '*.ts' src
rg -uu --hidden x
rg -A3 -B 3 x
rg -e z
rg -ez x
rg -tzig x
rg -g '*.z' x
rg --pretty x
rg --glob=!x y
rg -- x
rg x src/*.ts
sed -n 1,20p f
sed -n 3p f
git status
git status -sb
git status --porcelain=v2 -uno
git status --short -- src
git log
git log --oneline -5
git log -n 3 --stat
git log -p -- f
git log --author me --since yesterday
git log '--format=%h %s'
git log --graph --all --decorate
git log main..HEAD
git log -S needle
git log -Sneedle
git log -L1,5:f
git log HEAD^
git diff
git diff --cached
git diff --stat HEAD~1
git diff -U5 --word-diff
git diff --no-index a b
git diff --no-ext-diff --no-textconv
git diff -M90% -C
git diff main...HEAD -- src/*.ts
git show
git show HEAD:f
git show --stat --no-color HEAD~2
git branch
git branch -a
git branch -avv
git branch --list
git branch --list 'feature/*'
git branch --show-current
git branch --contains HEAD
git branch --merged main
git branch --sort=-committerdate
git branch '--format=%(refname:short)'
`;

const SAFE_SCRIPTS = `
ls && pwd
ls; ls
grep x y | head -n 2
echo a; echo b
git status && git diff --stat
cd src && ls || true
cat f | grep x | wc -l
find . -name '*.ts' | head
rg --files | wc -l
ls;
`;

const ASKED: [command: string, why: string][] = [
  // Programs that are not on the list.
  ['date', 'not on the list'],
  ['date -s 10:00', 'sets the clock'],
  ['env', 'not on the list, and runs programs'],
  ['env ls', 'runs programs'],
  ['printf a', 'not on the list'],
  ['printf -v PATH x', 'sets a variable'],
  ['tee f', 'writes'],
  ['sort f', 'not on the list'],
  ['sort -o f f', 'writes'],
  ['sort --compress-program=sh f', 'runs a program'],
  ['uniq a b', 'writes'],
  ['xargs ls', 'runs programs'],
  ['awk 1 f', 'runs programs'],
  ['perl -e 1', 'runs programs'],
  ['node -e 1', 'runs programs'],
  ['less f', 'runs programs'],
  ['man ls', 'runs a pager'],
  ['tree -o f', 'writes'],
  ['mkdir x', 'writes'],
  ['touch x', 'writes'],
  ['rm x', 'removes'],
  ['mv a b', 'writes'],
  ['cp a b', 'writes'],
  ['ln -s a b', 'writes'],
  ['dd if=a of=b', 'writes'],
  ['chmod +x f', 'writes'],
  ['cargo check', 'runs programs of the packages that it builds'],
  ['cargo test', 'runs programs'],
  ['npm test', 'runs programs'],
  ['make', 'runs programs'],
  ['curl -o f x', 'writes'],
  ['sudo ls', 'runs as another user'],
  ['command ls', 'runs programs'],
  ['builtin cd', 'not on the list'],
  ['exec ls', 'replaces the shell'],
  ['eval ls', 'runs text'],
  ['source f', 'runs a file'],
  ['. f', 'runs a file'],
  ['alias ls=rm', 'changes what is run later'],
  ['set -x', 'not on the list'],
  ['shopt -s extglob', 'changes how words are read'],
  ['trap ls EXIT', 'runs text'],
  ['time ls', 'not on the list'],
  ['bash -c ls', 'a shell inside'],
  ['sh -lc ls', 'a shell inside'],
  ['bash f', 'runs a file'],
  // Spellings of programs.
  ['/bin/ls', 'a path may be anything'],
  ['./ls', 'a path may be anything'],
  ['../bin/cat f', 'a path may be anything'],
  ['LS', 'another program'],
  ['ls.exe', 'another program'],
  ['~/ls', 'a path'],
  ['l?', 'a glob for a program'],
  ['-ls', 'another program'],
  // find
  ['find . -delete', 'removes'],
  ['find . -name x -delete', 'removes'],
  ["find . -exec rm x ';'", 'runs a program'],
  ['find . -exec cat f +', 'runs a program'],
  ["find . -execdir sh ';'", 'runs a program'],
  ["find . -ok rm ';'", 'runs a program'],
  ["find . -okdir rm ';'", 'runs a program'],
  ['find . -fls f', 'writes'],
  ['find . -fprint f', 'writes'],
  ['find . -fprint0 f', 'writes'],
  ['find . -fprintf f %p', 'writes'],
  ['find -files0-from f', 'takes places from a file'],
  ['find . -name -delete', 'counting values may go wrong'],
  ['find . -somethingnew', 'unknown to us'],
  ['find . "-delete"', 'quotes do not make it an operand'],
  ['find . \\-delete', 'nor does a backslash'],
  // rg
  ['rg --pre sh x', 'runs a program'],
  ['rg --pre=sh x', 'runs a program'],
  ['rg --pr sh x', 'a short form, if it were taken'],
  ['rg --pre-glob=* x', 'belongs to --pre'],
  ['rg --hostname-bin sh x', 'runs a program'],
  ['rg --hostname-bin=sh x', 'runs a program'],
  ['rg --hostname-b=sh x', 'a short form, if it were taken'],
  ['rg -z x', 'runs programs that unpack'],
  ['rg -iz x', 'the same among others'],
  ['rg -nzi x', 'the same among others'],
  ['rg --search-zip x', 'runs programs that unpack'],
  ['rg --search-zi x', 'a short form, if it were taken'],
  ['rg -e -- --pre=sh x', 'the value of -e is --'],
  ['rg -- --pre=sh', 'counting values may go wrong'],
  ['rg --somethingnew x', 'unknown to us'],
  ['rg -Z x', 'unknown to us'],
  // grep
  ["grep '--filter=*:sh' x", 'runs a program where grep is ugrep'],
  ['grep --save-config=f x', 'writes where grep is ugrep'],
  // sed
  ['sed -i s/a/b/ f', 'writes'],
  ['sed s/a/b/ f', 'not the one form'],
  ['sed -n 1,2p f g', 'not the one form'],
  ['sed -n 1,2p', 'reads what it is given, not the one form'],
  ['sed -n 1,2wf f', 'writes'],
  ['sed -n 1e f', 'runs a program'],
  ['sed -n "1,2p;w x" f', 'writes'],
  ['sed -n "1p\nw x" f', 'writes'],
  ["sed -n '$p' f", 'not the one form'],
  ['sed -n 1,p f', 'not the one form'],
  ['sed -n ١p f', 'no digits to sed'],
  ['sed -n 1p -i', 'an option for a file'],
  ['sed -n 1p -fevil', 'a script from the repository'],
  ['sed -n 1p -e1e', 'a script that runs a program'],
  ['sed -n 1p --in-place', 'an option for a file'],
  ['sed -n 1p -', 'looks like an option'],
  ['sed -ni 1p f', 'writes'],
  ['sed --quiet 1p f', 'not the one form'],
  // git: what comes first
  ['git', 'no subcommand'],
  ['git -C x status', 'another repository'],
  ['git -c core.fsmonitor=evil status', 'configuration that runs a program'],
  ['git -c alias.log=!sh log', 'configuration that runs a program'],
  ['git --git-dir=evil status', 'another repository'],
  ['git --git-dir evil log', 'another repository'],
  ['git --work-tree=/ status', 'another folder'],
  ['git --exec-path=. status', 'programs from another folder'],
  ['git --config-env=core.fsmonitor=PATH status', 'configuration from elsewhere'],
  ['git --paginate log', 'runs a pager'],
  ['git -p log', 'runs a pager'],
  ['git --no-pager log', 'not the one form'],
  ['git --namespace=x log', 'not the one form'],
  // git: other subcommands
  ['git commit -m x', 'writes'],
  ['git add .', 'writes'],
  ['git checkout x', 'writes'],
  ['git fetch', 'uses the network'],
  ['git config -l', 'not on the list'],
  ['git config core.pager evil', 'writes'],
  ['git stash', 'writes'],
  ['git reset', 'writes'],
  ['git grep -Osh x', 'runs a program'],
  ['git grep x', 'not on the list'],
  ['git blame f', 'not on the list'],
  ['git ls-files', 'not on the list'],
  ['git rev-parse HEAD', 'not on the list'],
  ['git difftool', 'runs a program'],
  ['git help log', 'runs a viewer'],
  ['git statu', 'may be an alias'],
  ['git Status', 'may be an alias'],
  // git: options of the subcommands
  ['git log --help', 'runs a viewer'],
  ['git diff --output=f', 'writes'],
  ['git diff --output f', 'writes'],
  ['git diff --outpu=f', 'the short form of it'],
  ['git diff --outp f', 'the short form of it'],
  ['git log --output=f', 'writes'],
  ['git show --output=f', 'writes'],
  ['git show HEAD --output=f', 'writes'],
  ['git log -p --output=.git/hooks/x', 'writes'],
  ['git log --author -- --output=f', 'the value of --author is --'],
  ['git log -- --output=f', 'counting values may go wrong'],
  ['git diff "--output=f"', 'quotes do not make it an operand'],
  ['git diff --ext-diff', 'runs a program'],
  ['git log -p --ext-diff', 'runs a program'],
  ['git log --ext-d', 'the short form of it'],
  ['git diff --textconv', 'runs a program'],
  ['git show --textconv HEAD:f', 'runs a program'],
  ['git show --textc HEAD:f', 'the short form of it'],
  ['git diff -Oorder', 'takes a file, which is not needed here'],
  ['git diff -O order', 'takes a file, which is not needed here'],
  ['git diff -pOorder', 'the same among others'],
  ['git diff --submodule=diff', 'runs git in a repository inside'],
  ['git log --show-signature', 'runs the program that is named for signatures'],
  ['git log --format=%G?', 'runs the program that is named for signatures'],
  ["git log '--pretty=%h %GS'", 'runs the program that is named for signatures'],
  ['git log --pretty=%+GK', 'runs the program that is named for signatures'],
  ['git log --remerge-diff', 'runs merge drivers'],
  ['git log --diff-merges=remerge', 'runs merge drivers'],
  ['git log --stdin', 'takes words from elsewhere'],
  ['git diff --somethingnew', 'unknown to us'],
  ['git status --somethingnew', 'unknown to us'],
  // git branch
  ['git branch x', 'makes a branch'],
  ['git branch x HEAD', 'makes a branch'],
  ['git branch -- x', 'makes a branch'],
  ['git branch -v x', 'makes a branch'],
  ['git branch -l x', 'makes a branch in old versions'],
  ['git branch -f x HEAD', 'moves a branch'],
  ['git branch --force x', 'moves a branch'],
  ['git branch -d x', 'removes a branch'],
  ['git branch -D main', 'removes a branch'],
  ['git branch --delete x', 'removes a branch'],
  ['git branch --del x', 'the short form of it'],
  ['git branch -rd origin/x', 'the same among others'],
  ['git branch -m x', 'renames a branch'],
  ['git branch -M x', 'renames a branch'],
  ['git branch --move a b', 'renames a branch'],
  ['git branch -c a b', 'copies a branch'],
  ['git branch -C a b', 'copies a branch'],
  ['git branch -u origin/x', 'writes'],
  ['git branch --set-upstream-to=x', 'writes'],
  ['git branch --unset-upstream', 'writes'],
  ['git branch --edit-description', 'runs an editor'],
  ['git branch --track x y', 'makes a branch'],
  ['git branch --create-reflog x', 'makes a branch'],
  ['git branch --list -D main', 'removes a branch'],
  ['git branch --contains HEAD -D main', 'removes a branch'],
  ['git branch --sort --list x', 'the value of --sort is --list'],
  ['git branch --format --list x', 'the value of --format is --list'],
  ["git branch '--format=%(signature)'", 'runs the program that is named for signatures'],
];

const ASKED_SCRIPTS: [script: string, why: string][] = [
  ['', 'nothing'],
  ['ls > f', 'writes'],
  ['ls >> f', 'writes'],
  ['cat f >| g', 'writes'],
  ['ls >f', 'writes'],
  ['echo a>b', 'writes'],
  ['echo evil > .git/config', 'writes'],
  ['ls &> f', 'writes'],
  ['ls 2>&1', 'redirection'],
  ['cat < f', 'redirection'],
  ['cat <> f', 'creates the file'],
  ['cat </dev/tcp/h/80', 'uses the network'],
  ['cat <<X\n$(rm x)\nX', 'runs what is in it'],
  ['cat <<< "$(rm x)"', 'runs what is in it'],
  ['echo $HOME', 'variable'],
  ['ls $X', 'variable'],
  ['$X', 'variable'],
  ['echo $(rm x)', 'runs what is in it'],
  ['echo "$(rm x)"', 'runs what is in it'],
  ['echo `rm x`', 'runs what is in it'],
  ['echo "`rm x`"', 'runs what is in it'],
  ['echo "a\\\\$(rm x)"', 'the backslash is itself kept'],
  ['echo $((x=1))', 'sets a variable'],
  ['cat <(rm x)', 'runs what is in it'],
  ['ls >(sh)', 'runs what is in it'],
  ['echo a"$(rm x)"', 'runs what is in it'],
  ['ls & rm x', 'runs both'],
  ['ls & ls', 'in the background'],
  ['(ls)', 'subshell'],
  ['{ ls; }', 'group'],
  ['! ls', 'negation'],
  ['ls # c', 'comment'],
  ['FOO=1 ls', 'assignment'],
  ['PATH=. ls', 'makes ls another program'],
  ['GIT_EXTERNAL_DIFF=evil git diff', 'makes git run a program'],
  ['GIT_PAGER=evil git log', 'makes git run a program'],
  ['export PATH=.; ls', 'makes ls another program'],
  ['PATH=.; ls', 'makes ls another program'],
  ['unset HOME; ls', 'changes the environment'],
  ['ls() { rm x; }; ls', 'makes ls another program'],
  ['alias ls=rm; ls', 'makes ls another program'],
  ['ls; rm x', 'the second removes'],
  ['ls\nrm x', 'the second removes'],
  ['ls && rm x', 'the second removes'],
  ['ls || rm x', 'the second removes'],
  ['ls | sh', 'the second runs text'],
  ['ls | xargs rm', 'the second removes'],
  ['ls | tee f', 'the second writes'],
  ['echo "rm x" | bash', 'the second runs text'],
  ['cat f | sed -n 1,2p', 'not the one form'],
  ['ls |& sh', 'pipe of both streams'],
  ['cd x && git checkout y', 'the second writes'],
  ['gi\\\nt branch x', 'one word over two lines'],
  ['ls\\\n;rm x', 'the second removes'],
  ['ls "a\\";rm x', 'broken'],
  ["ls 'a'\\'';rm x", 'quotes across'],
  ['ls\rrm x', 'control character'],
  ['"ls"', 'a name in quotes'],
  ["l's'", 'a name in quotes'],
  ["$'ls'", 'a name with escapes'],
  ['git diff --out"put=f"', 'concatenation'],
  ['git diff --{output=f,stat}', 'braces'],
  ['git log {--output=f,}', 'braces'],
  ['git diff *', 'a file may be named --output=x'],
  ['git diff -*', 'finds options'],
  ['git log ?-output=f', 'a file may be named --output=f'],
  ['rg x *', 'a file may be named --pre=sh'],
  ['rg x *.ts', 'a file may be named --pre=x.ts'],
  ['find *', 'a file may be named -delete'],
  ['find . -name *.ts', 'a file may be named -x.ts'],
  ['find . -d*', 'finds options'],
  ['sed -n 1p *', 'a file may be named -fevil'],
  ['git branch l*', 'makes a branch'],
  ['if true; then ls; fi', 'control flow'],
  ['for i in a; do ls; done', 'control flow'],
  ['while true; do ls; done', 'control flow'],
  ['[ -f x ] && ls', 'test'],
  ['[[ $(rm x) ]]', 'runs what is in it'],
  ['coproc ls', 'not on the list'],
  ['ls;;ls', 'broken'],
  ['ls (', 'broken'],
  [`ls ${'a'.repeat(70_000)}`, 'too long'],
  [`${'f() '.repeat(8000)}ls`, 'takes the grammar very long'],
];

const lines = (text: string) => text.split('\n').filter((line) => line !== '');
const script = (text: string) => ['bash', '-lc', text];

test.each([...lines(SAFE), ...lines(SAFE_SCRIPTS)])('%s runs without a question', async (text) => {
  expect(await isKnownSafe(script(text))).toBe(true);
});

test('so does each of them without a shell', async () => {
  for (const text of lines(SAFE)) expect(await isKnownSafe(splitWords(text) ?? []), text).toBe(true);
});

test.each([...ASKED, ...ASKED_SCRIPTS])('%s is asked for: %s', async (text) => {
  expect(await isKnownSafe(script(text))).toBe(false);
});

test('so is each command without a shell, and after one that is safe', async () => {
  for (const [text] of ASKED) {
    // Without a shell nothing is a glob.
    if (text !== 'l?') expect(await isKnownSafe(splitWords(text) ?? []), text).toBe(false);
    expect(await isKnownSafe(script(`ls && ${text}`)), text).toBe(false);
    expect(await isKnownSafe(script(`${text} | cat`)), text).toBe(false);
  }
});

test('a shell is known in one form only', async () => {
  for (const argv of [
    [],
    [''],
    ['bash'],
    ['bash', '-lc'],
    ['bash', '-lc', 'ls', 'x'],
    ['bash', '-c', 'ls'],
    ['bash', '-cl', 'ls'],
    ['bash', '-l', '-c', 'ls'],
    ['bash', '--rcfile', 'ls'],
    ['/bin/bash', '-lc', 'ls'],
    ['sh', '-lc', 'ls'],
    ['zsh', '-lc', 'ls'],
    ['bash', '-lc', 'bash -lc ls'],
    ['bash', '-lc', '-ls'],
    ['ls; rm x'],
    ['ls\0'],
    ['constructor'],
    ['__proto__'],
  ]) {
    expect(await isKnownSafe(argv), JSON.stringify(argv)).toBe(false);
  }
});

test('without a sandbox the configuration of a repository may do too much', async () => {
  expect(await isKnownSafe(['git', 'status'], { sandboxed: false })).toBe(false);
  expect(await isKnownSafe(script('cd x && git log'), { sandboxed: false })).toBe(false);
  expect(await isKnownSafe(script('ls && rg x'), { sandboxed: false })).toBe(true);
});

/** What the lists say of git is held against git itself. */
test('no branch is made or removed and no file written by what is safe of git', () => {
  const folder = mkdtempSync(join(tmpdir(), 'turnwire-git-'));
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    });
  git('init', '-q', '-b', 'main');
  writeFileSync(join(folder, 'f'), 'a\n'.repeat(9));
  git('add', 'f');
  git('commit', '-qm', 'one');
  git('commit', '-qm', 'two', '--allow-empty');
  git('commit', '-qm', 'three', '--allow-empty');
  for (const text of lines(SAFE).filter((line) => line.startsWith('git '))) {
    try {
      git(...(splitWords(text) ?? []).slice(1));
    } catch {
      // Names that are not there.
    }
  }
  expect(git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main\n');
  expect(git('status', '--porcelain')).toBe('');
  // Why `--sort` needs its value in the same word.
  git('branch', '--sort', '--list', 'made');
  expect(git('for-each-ref', '--format=%(refname)')).toContain('refs/heads/made');
  rmSync(folder, { recursive: true });
});

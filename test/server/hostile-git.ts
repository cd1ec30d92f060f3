import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, gitRepository } from '../support/scratch.js';

/** A program that a repository can name, and the command that makes git run it. */
export interface Way {
  readonly name: string;
  /** `run` is a program that leaves a file behind. */
  readonly make: (repository: string, run: string) => void;
  readonly argv: readonly string[];
  /** What git cannot be kept from is asked for. */
  readonly asks?: boolean;
  /** Git does not run it for this command: a row for the day when it does. */
  readonly neverRuns?: boolean;
}

const STATUS = ['git', 'status'];
const DIFF = ['git', 'diff'];
const LOG = ['git', 'log'];

export const WAYS: readonly Way[] = [
  { name: 'a file system monitor', make: config('core.fsmonitor'), argv: STATUS },
  { name: 'a file system monitor, for diff', make: config('core.fsmonitor'), argv: DIFF },
  { name: 'an external diff', make: config('diff.external'), argv: DIFF },
  { name: 'a diff driver', make: attribute('diff=x', 'diff.x.command'), argv: DIFF },
  {
    name: 'a diff driver, in a script',
    make: attribute('diff=x', 'diff.x.command'),
    argv: ['bash', '-lc', 'git diff'],
  },
  { name: 'a text conversion, for diff', make: attribute('diff=x', 'diff.x.textconv'), argv: DIFF },
  { name: 'a text conversion, for show', make: attribute('diff=x', 'diff.x.textconv'), argv: ['git', 'show'] },
  {
    name: 'a text conversion, for a file',
    make: attribute('diff=x', 'diff.x.textconv'),
    argv: ['git', 'show', 'HEAD:file'],
    neverRuns: true,
  },
  { name: 'a text conversion, for log', make: attribute('diff=x', 'diff.x.textconv'), argv: [...LOG, '-p'] },
  { name: 'a text conversion, for a search', make: attribute('diff=x', 'diff.x.textconv'), argv: [...LOG, '-Gone'] },
  { name: 'a text conversion, for the patch of status', make: conversionOfStaged, argv: [...STATUS, '-v'], asks: true },
  { name: 'a clean filter', make: attribute('filter=x', 'filter.x.clean'), argv: STATUS },
  { name: 'a clean filter, for diff', make: attribute('filter=x', 'filter.x.clean'), argv: DIFF },
  { name: 'a process filter', make: attribute('filter=x', 'filter.x.process'), argv: DIFF },
  { name: 'a smudge filter', make: attribute('filter=x', 'filter.x.smudge'), argv: DIFF, neverRuns: true },
  { name: 'a filter that is required', make: required, argv: DIFF },
  { name: 'a filter of an odd name', make: attribute('filter=a=b.c"d\\e', 'filter.a=b.c"d\\e.clean'), argv: STATUS },
  { name: 'a filter without a name', make: attribute('filter=', 'filter..clean'), argv: STATUS },
  { name: 'a filter of another case', make: upperCase, argv: STATUS },
  { name: 'a filter whose name is no text', make: notUtf8, argv: STATUS, asks: true },
  { name: 'more filters than can be named', make: manyFilters, argv: STATUS, asks: true },
  { name: 'a macro of attributes', make: macro, argv: STATUS },
  { name: 'attributes beside the repository', make: infoAttributes, argv: STATUS },
  { name: 'a pager', make: config('core.pager'), argv: LOG, neverRuns: true },
  { name: 'a pager of a command', make: config('pager.branch'), argv: ['git', 'branch', '--list'], neverRuns: true },
  {
    name: 'an alias',
    make: (r, run) => void git(r, 'config', 'alias.status', `!${run}`),
    argv: STATUS,
    neverRuns: true,
  },
  { name: 'a program for signatures', make: signed('PGP SIGNATURE', 'gpg.program'), argv: LOG },
  {
    name: 'a program for signatures of OpenPGP',
    make: signed('PGP SIGNATURE', 'gpg.openpgp.program'),
    argv: ['git', 'show'],
  },
  { name: 'a program for signatures of X.509', make: signed('SIGNED MESSAGE', 'gpg.x509.program'), argv: LOG },
  { name: 'a program for signatures of SSH', make: signed('SSH SIGNATURE', 'gpg.ssh.program'), argv: LOG },
  {
    name: 'a signature in the format',
    make: signed('PGP SIGNATURE', 'gpg.program', ['format.pretty', '%G?']),
    argv: LOG,
  },
  {
    name: 'a signature in a named format',
    make: signed('PGP SIGNATURE', 'gpg.program', ['pretty.x', '%G?']),
    argv: [...LOG, '--pretty=x'],
  },
  { name: 'a commit that git has signed, with OpenPGP', make: signedByGit('openpgp', 'gpg.program'), argv: LOG },
  { name: 'a commit that git has signed, with X.509', make: signedByGit('x509', 'gpg.x509.program'), argv: LOG },
  { name: 'a commit that git has signed, with SSH', make: signedByGit('ssh', 'gpg.ssh.program'), argv: LOG },
  {
    name: 'a commit that git has signed, for show',
    make: signedByGit('openpgp', 'gpg.openpgp.program'),
    argv: ['git', 'show'],
  },
  {
    name: 'a commit that git has signed, in the format',
    make: signedByGit('ssh', 'gpg.ssh.program', ['format.pretty', '%GS']),
    argv: LOG,
  },
  { name: 'a signed tag that was merged', make: mergedTag, argv: LOG },
  { name: 'a signature of what takes the place of a commit', make: replaced, argv: LOG },
  { name: 'a hook', make: hook, argv: STATUS },
  { name: 'a hook, for diff', make: hook, argv: DIFF },
  { name: 'a folder of hooks', make: hooksPath, argv: STATUS },
  { name: 'a hook of the configuration', make: configuredHook, argv: STATUS, neverRuns: true },
  { name: 'a merge driver', make: mergeDriver, argv: [...LOG, '-p', '-m'] },
  { name: 'an included file', make: included('include.path'), argv: STATUS },
  { name: 'a file included for a folder', make: included('includeIf.gitdir:**.path'), argv: STATUS },
  { name: 'a file included for a branch', make: included('includeIf.onbranch:main.path'), argv: STATUS },
  { name: 'the configuration of a worktree', make: worktreeConfig, argv: STATUS },
  { name: 'a repository in another place', make: elsewhere, argv: STATUS },
  {
    name: 'files in another place',
    make: (r) => void git(r, 'config', 'core.worktree', r),
    argv: STATUS,
    asks: true,
    neverRuns: true,
  },
  { name: 'a submodule', make: submodule, argv: STATUS, asks: true },
  { name: 'a submodule, for diff', make: submodule, argv: DIFF, asks: true },
  {
    name: 'a submodule that is ignored by default',
    make: ignoredSubmodule,
    argv: [...STATUS, '--ignore-submodules=none'],
    asks: true,
  },
  { name: 'a partial clone', make: partial((run) => ({ url: '..', uploadpack: run })), argv: DIFF },
  { name: 'a partial clone over a command', make: partial((run) => ({ url: `ext::${run}` })), argv: DIFF },
  { name: 'a partial clone over SSH', make: partial(() => ({ url: 'ssh://example.invalid/x' })), argv: DIFF },
  { name: 'programs for other commands', make: others, argv: STATUS, neverRuns: true },
];

/** What git is given for `run`. It serves no protocol, so that git may fail; what counts is whether it was started. */
export function program(path: string, traces: readonly string[]): void {
  writeFileSync(
    path,
    `#!/bin/sh\ntouch ${traces.map((trace) => `'${trace}'`).join(' ')}\ncat "$@" </dev/null 2>/dev/null\nexit 0\n`,
  );
  chmodSync(path, 0o755);
}

/** A repository with a commit, a file that has changed since, and one that only looks so. */
export function hostileRepository(path: string, run: string, make: Way['make']): void {
  gitRepository(path);
  for (const name of ['file', 'same']) writeFileSync(join(path, name), 'one\n');
  git(path, 'add', 'file', 'same');
  git(path, 'commit', '-q', '-m', 'file');
  make(path, run);
  writeFileSync(join(path, 'file'), 'two\n');
  utimesSync(join(path, 'same'), 1, 1);
}

function config(key: string): Way['make'] {
  return (r, run) => void git(r, 'config', key, run);
}

function attribute(text: string, key: string): Way['make'] {
  return (r, run) => {
    writeFileSync(join(r, '.gitattributes'), `* ${text}\n`);
    git(r, 'config', key, run);
  };
}

function conversionOfStaged(r: string, run: string): void {
  attribute('diff=x', 'diff.x.textconv')(r, run);
  writeFileSync(join(r, 'staged'), 'one\n');
  git(r, 'add', 'staged');
}

function required(r: string, run: string): void {
  attribute('filter=x', 'filter.x.clean')(r, run);
  git(r, 'config', 'filter.x.required', 'true');
}

function upperCase(r: string, run: string): void {
  writeFileSync(join(r, '.gitattributes'), '* filter=X\n');
  append(r, `[FILTER "X"]\n\tCLEAN = ${run}\n`);
}

function notUtf8(r: string, run: string): void {
  writeFileSync(join(r, '.gitattributes'), Buffer.from('* filter=\xff\n', 'latin1'));
  append(r, Buffer.from(`[filter "\xff"]\n\tclean = ${run}\n`, 'latin1'));
}

function manyFilters(r: string, run: string): void {
  attribute('filter=x', 'filter.x.clean')(r, run);
  append(r, Array.from({ length: 1000 }, (_, n) => `[filter "x${n}"]\n\tclean = ${run}\n`).join(''));
}

function macro(r: string, run: string): void {
  writeFileSync(join(r, '.gitattributes'), '[attr]mine filter=x\n* mine\n');
  git(r, 'config', 'filter.x.clean', run);
}

function infoAttributes(r: string, run: string): void {
  mkdirSync(join(r, '.git/info'), { recursive: true });
  writeFileSync(join(r, '.git/info/attributes'), '* filter=x\n');
  git(r, 'config', 'filter.x.clean', run);
}

/** Puts a signature on the last commit, and has git look at it. */
function signed(
  kind: string,
  key: string,
  wish: readonly [string, string] = ['log.showSignature', 'true'],
): Way['make'] {
  return (r, run) => {
    git(r, 'update-ref', 'HEAD', signedCommit(r, kind));
    git(r, 'config', key, run);
    git(r, 'config', 'gpg.ssh.allowedSignersFile', run);
    git(r, 'config', ...wish);
  };
}

function signedCommit(r: string, kind: string): string {
  const [head, ...message] = git(r, 'cat-file', 'commit', 'HEAD').split('\n\n');
  const signature = `gpgsig -----BEGIN ${kind}-----\n \n AAAA\n -----END ${kind}-----`;
  const commit = `${head}\n${signature}\n\n${message.join('\n\n')}\n`;
  return execFileSync('git', ['hash-object', '-w', '-t', 'commit', '--stdin'], {
    cwd: r,
    input: commit,
    encoding: 'utf8',
  }).trim();
}

/** Stands in for gpg and gpgsm: git takes a text with these lines on its descriptor of statuses for a signature. */
const SIGNER = `#!/bin/sh
cat > /dev/null
echo '[GNUPG:] SIG_CREATED D 1 8 00 0 0123456789' >&2
case $0 in *x509*) kind='SIGNED MESSAGE' ;; *) kind='PGP SIGNATURE' ;; esac
printf -- "-----BEGIN $kind-----\\n\\nAAAA\\n-----END $kind-----\\n"
`;
/** Stands in for ssh-keygen: the last argument is the file to be signed. */
const SSH_SIGNER = `#!/bin/sh
for file; do :; done
printf -- '-----BEGIN SSH SIGNATURE-----\\nAAAA\\n-----END SSH SIGNATURE-----\\n' > "$file.sig"
`;

/** The arguments with which git signs there. */
function signing(r: string, format: 'openpgp' | 'x509' | 'ssh'): string[] {
  const signer = join(r, '.git', `signer-${format}`);
  writeFileSync(signer, format === 'ssh' ? SSH_SIGNER : SIGNER, { mode: 0o755 });
  const key = format === 'ssh' ? 'key::ssh-ed25519 AAAA' : 'key';
  return ['-c', `gpg.format=${format}`, '-c', `gpg.${format}.program=${signer}`, '-c', `user.signingKey=${key}`];
}

/** Has git sign a commit, and then look at its signature. */
function signedByGit(
  format: 'openpgp' | 'x509' | 'ssh',
  key: string,
  wish: readonly [string, string] = ['log.showSignature', 'true'],
): Way['make'] {
  return (r, run) => {
    git(r, ...signing(r, format), 'commit', '-q', '-S', '--allow-empty', '-m', 'signed');
    if (!git(r, 'cat-file', 'commit', 'HEAD').includes('gpgsig')) throw new Error('git has not signed the commit');
    git(r, 'config', key, run);
    git(r, 'config', 'gpg.ssh.allowedSignersFile', run);
    git(r, 'config', ...wish);
  };
}

/** The commit of the merge holds the tag with its signature. */
function mergedTag(r: string, run: string): void {
  git(r, 'checkout', '-q', '-b', 'other');
  git(r, 'commit', '-q', '--allow-empty', '-m', 'other');
  git(r, ...signing(r, 'openpgp'), 'tag', '-s', '-m', 'tag', 'signed');
  git(r, 'checkout', '-q', 'main');
  git(r, 'commit', '-q', '--allow-empty', '-m', 'mine');
  git(r, 'merge', '-q', '--no-edit', 'signed');
  if (!git(r, 'cat-file', 'commit', 'HEAD').includes('mergetag')) throw new Error('the merge holds no tag');
  git(r, 'config', 'gpg.program', run);
  git(r, 'config', 'log.showSignature', 'true');
}

function replaced(r: string, run: string): void {
  git(r, 'replace', 'HEAD', signedCommit(r, 'PGP SIGNATURE'));
  git(r, 'config', 'gpg.program', run);
  git(r, 'config', 'log.showSignature', 'true');
}

function hook(r: string, run: string): void {
  mkdirSync(join(r, '.git/hooks'), { recursive: true });
  writeFileSync(join(r, '.git/hooks/post-index-change'), `#!/bin/sh\n${run}\n`, { mode: 0o755 });
}

function hooksPath(r: string, run: string): void {
  mkdirSync(join(r, 'my-hooks'));
  writeFileSync(join(r, 'my-hooks/post-index-change'), `#!/bin/sh\n${run}\n`, { mode: 0o755 });
  git(r, 'config', 'core.hooksPath', 'my-hooks');
}

/** Known to later versions of git. */
function configuredHook(r: string, run: string): void {
  git(r, 'config', 'hook.x.event', 'post-index-change');
  git(r, 'config', 'hook.x.command', run);
}

function mergeDriver(r: string, run: string): void {
  writeFileSync(join(r, '.gitattributes'), '* merge=x\n');
  git(r, 'checkout', '-q', '-b', 'other');
  writeFileSync(join(r, 'file'), 'other\n');
  git(r, 'commit', '-qam', 'other');
  git(r, 'checkout', '-q', 'main');
  writeFileSync(join(r, 'file'), 'mine\n');
  git(r, 'commit', '-qam', 'mine');
  git(r, 'merge', '-q', '-s', 'ours', '-m', 'merge', 'other');
  git(r, 'config', 'merge.x.driver', run);
  git(r, 'config', 'log.diffMerges', 'remerge');
}

function included(key: string): Way['make'] {
  return (r, run) => {
    writeFileSync(join(r, '.git/more'), `[filter "x"]\n\tclean = ${run}\n`);
    writeFileSync(join(r, '.gitattributes'), '* filter=x\n');
    git(r, 'config', key, 'more');
  };
}

function worktreeConfig(r: string, run: string): void {
  git(r, 'config', 'extensions.worktreeConfig', 'true');
  writeFileSync(join(r, '.gitattributes'), '* filter=x\n');
  git(r, 'config', '--worktree', 'filter.x.clean', run);
}

function elsewhere(r: string, run: string): void {
  attribute('filter=x', 'filter.x.clean')(r, run);
  renameSync(join(r, '.git'), join(r, 'hidden'));
  writeFileSync(join(r, '.git'), 'gitdir: hidden\n');
}

function submodule(r: string, run: string): void {
  const sub = join(r, 'sub');
  mkdirSync(sub);
  gitRepository(sub);
  writeFileSync(join(sub, 'file'), 'one\n');
  git(sub, 'add', 'file');
  git(sub, 'commit', '-q', '-m', 'file');
  git(r, '-c', 'advice.addEmbeddedRepo=false', 'add', 'sub');
  attribute('filter=x', 'filter.x.clean')(sub, run);
  writeFileSync(join(sub, 'file'), 'two\n');
}

function ignoredSubmodule(r: string, run: string): void {
  submodule(r, run);
  git(r, 'config', 'diff.ignoreSubmodules', 'all');
}

/** The old content of the file is missing, and a remote promises to have it. */
function partial(remote: (run: string) => Record<string, string>): Way['make'] {
  return (r, run) => {
    writeFileSync(join(r, 'file'), 'gone\n');
    git(r, 'commit', '-qam', 'gone');
    const id = git(r, 'rev-parse', 'HEAD:file');
    rmSync(join(r, '.git/objects', id.slice(0, 2), id.slice(2)));
    git(r, 'config', 'core.repositoryFormatVersion', '1');
    git(r, 'config', 'extensions.partialClone', 'x');
    git(r, 'config', 'protocol.allow', 'always');
    git(r, 'config', 'core.sshCommand', run);
    for (const [key, value] of Object.entries({ promisor: 'true', ...remote(run) }))
      git(r, 'config', `remote.x.${key}`, value);
  };
}

function others(r: string, run: string): void {
  const keys = `core.editor core.askPass core.gitProxy core.alternateRefsCommand sequence.editor credential.helper interactive.diffFilter
    diff.tool difftool.x.cmd mergetool.x.cmd trailer.x.command trailer.x.cmd uploadpack.packObjectsHook submodule.x.update
    browser.x.cmd man.x.cmd web.browser sendemail.smtpServer tar.x.command remote.x.receivepack remote.x.vcs gpg.ssh.defaultKeyCommand`;
  for (const key of keys.trim().split(/\s+/)) git(r, 'config', key, run);
}

function append(r: string, text: string | Buffer): void {
  writeFileSync(join(r, '.git/config'), text, { flag: 'a' });
}

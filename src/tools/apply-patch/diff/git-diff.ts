import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { shownPath } from '../../../os/shown-text.js';
import { unifiedHunks } from './hunks.js';

/** A file as git keeps it; of a link, its target. */
export interface GitFile {
  readonly bytes: Buffer;
  readonly mode: string;
}

const NO_BLOB = '0'.repeat(40);

export function isSameFile(one: GitFile | undefined, other: GitFile | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.mode === other.mode && one.bytes.equals(other.bytes);
}

/** The change of one file in the form of `git diff` without a search for renames. A move shows only as two different names. */
export function fileDiff(
  before: GitFile | undefined,
  after: GitFile | undefined,
  oldPath: string,
  newPath: string,
): string {
  if (before !== undefined && after !== undefined && kind(before) !== kind(after)) {
    return fileDiff(before, undefined, oldPath, oldPath) + fileDiff(undefined, after, newPath, newPath);
  }
  const [oldName, newName] = [quoted(`a/${oldPath}`), quoted(`b/${newPath}`)];
  return `diff --git ${oldName} ${newName}\n${modes(before, after)}${content(before, after, oldName, newName)}`;
}

function modes(before: GitFile | undefined, after: GitFile | undefined): string {
  if (before === undefined) return `new file mode ${after?.mode}\n`;
  if (after === undefined) return `deleted file mode ${before.mode}\n`;
  return before.mode === after.mode ? '' : `old mode ${before.mode}\nnew mode ${after.mode}\n`;
}

function content(before: GitFile | undefined, after: GitFile | undefined, oldName: string, newName: string): string {
  const [old, now] = [before?.bytes ?? Buffer.alloc(0), after?.bytes ?? Buffer.alloc(0)];
  const [oldBlob, newBlob] = [before ? blobId(old) : NO_BLOB, after ? blobId(now) : NO_BLOB];
  // Nothing but a mode or a name has changed.
  if (oldBlob === newBlob) return '';
  const index = `index ${oldBlob}..${newBlob}\n`;
  if (!isUtf8(old) || !isUtf8(now)) return `${index}Binary files differ\n`;
  const hunks = unifiedHunks(old, now, 3);
  // An empty file comes or goes.
  if (hunks === '') return index;
  return `${index}--- ${before ? oldName : '/dev/null'}\n+++ ${after ? newName : '/dev/null'}\n${hunks}`;
}

function blobId(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

const kind = ({ mode }: GitFile): string => mode.slice(0, 3);

const ESCAPES: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Names that would break a line or mislead its reader are written as git does; other characters stay, as with `core.quotePath=false`. */
function quoted(name: string): string {
  const spelled = [...name].map((char) => ESCAPES[char] ?? (shownPath(char) === char ? char : octal(char))).join('');
  return spelled === name ? name : `"${spelled}"`;
}

function octal(char: string): string {
  return [...Buffer.from(char)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

import { randomUUID } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A descriptor from which a child reads `content`: that of a file that has no name any more. */
export function openContent(content: Buffer): number {
  const path = join(tmpdir(), `turnwire-${randomUUID()}`);
  const writing = openSync(path, 'wx', 0o600);
  try {
    writeSync(writing, content);
    return openSync(path, 'r');
  } finally {
    closeSync(writing);
    rmSync(path);
  }
}

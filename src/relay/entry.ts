import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import type { LeaseOwner } from '../core/ports/index.js';
import { readRegularFileSync } from '../os/open-regular-file.js';
import { isRunning, processStart } from '../os/process-start.js';
import { entryName, type RelayFolder } from './folder.js';

/** What a server tells its relay partners in a file beside its socket. */
const Entry = z.object({
  /** Of the server: only equal versions relay. */
  version: z.string(),
  instance: z.string(),
  pid: z.int(),
  started: z.string().nullable(),
  /** Both the connecting and the listening side must know it. */
  secret: z.string().min(32),
});
export type Entry = z.infer<typeof Entry>;

const MAX_BYTES = 4096;

const nameOf = (instance: string): string => instance.slice(0, 8);
export const socketName = (instance: string): string => `${nameOf(instance)}.sock`;

export function writeEntry(folder: RelayFolder, owner: LeaseOwner, version: string): Entry {
  const { instance, pid } = owner;
  const entry = { version, instance, pid, started: processStart(pid), secret: randomBytes(32).toString('hex') };
  // Another program may have the old file open, so this is a new one. It gets its name when it is complete.
  const draft = `${nameOf(instance)}.new`;
  folder.remove(draft);
  writeFileSync(folder.pathOf(draft), JSON.stringify(entry), { mode: 0o600, flag: 'wx' });
  renameSync(folder.pathOf(draft), folder.pathOf(entryName(instance)));
  return entry;
}

/** Undefined when there is none that can be used. */
export function readEntry(folder: RelayFolder, instance: string): Entry | undefined {
  return entryIn(folder, entryName(instance));
}

export function removeEntry(folder: RelayFolder, instance: string): void {
  folder.remove(entryName(instance));
  folder.remove(socketName(instance));
}

/** Removes the files of killed servers. */
export function removeDeadEntries(folder: RelayFolder): void {
  for (const entry of entriesOf(folder)) if (!isRunning(entry.pid, entry.started)) removeEntry(folder, entry.instance);
}

/** The servers that run and can be reached. */
export const livingEntries = (folder: RelayFolder): Entry[] =>
  entriesOf(folder).filter(({ pid, started }) => isRunning(pid, started));

const entriesOf = (folder: RelayFolder): Entry[] =>
  folder.names().flatMap((name) => (name.endsWith('.json') ? (entryIn(folder, name) ?? []) : []));

function entryIn(folder: RelayFolder, name: string): Entry | undefined {
  try {
    const bytes = readRegularFileSync(folder.pathOf(name), { maxBytes: MAX_BYTES, followLinks: false });
    return Entry.safeParse(JSON.parse(bytes.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

import { type Alternative, alternativesOf } from './alternatives.js';
import type { Schema, Snapshot } from './snapshot.js';

/** A change that can break a client of the earlier release. */
export interface Break {
  /** `Type.field`, `Type` or a method. */
  readonly subject: string;
  readonly what: string;
}

/** Who writes values of a type: what clients write must stay accepted, what the server writes must stay readable. */
interface Writers {
  client: boolean;
  server: boolean;
}

/** The changes from the `released` protocol to the `current` one that can break a client. */
export function breakingChanges(released: Snapshot, current: Snapshot): Break[] {
  const breaks: Break[] = [];
  const report = (subject: string, what: string) => breaks.push({ subject, what });
  for (const [method, message] of Object.entries(released.methods)) {
    const now = current.methods[method];
    if (now === undefined) report(method, 'is gone');
    else if (now.reads !== message.reads || now.writes !== message.writes) report(method, 'has other types');
  }
  const writers = writersOf(released);
  for (const [name, schema] of Object.entries(released.types)) {
    const now = current.types[name];
    if (now === undefined) report(name, 'is gone');
    else compare(schema, now, name, writers.get(name) ?? { client: false, server: true }, report);
  }
  return breaks;
}

/** The breaking changes that have no line `- **Breaking**: <subject> …` in the unreleased section. */
export function unannounced(breaks: readonly Break[], changelog: string): Break[] {
  const section = /^## \[?unreleased\b.*$([\s\S]*?)(?=^## |(?![\s\S]))/im.exec(changelog)?.[1] ?? '';
  const announced = new Set([...section.matchAll(/^- \*\*Breaking\*\*: `?([^\s`]+)/gm)].map(([, subject]) => subject));
  return breaks.filter(({ subject }) => !announced.has(subject));
}

type Report = (subject: string, what: string) => void;

function compare(before: Schema, now: Schema, subject: string, writers: Writers, report: Report): void {
  const were = alternativesOf(before);
  const are = alternativesOf(now);
  // If there is only one object before and after, it is the same one, even if all its fields have changed.
  const partner = (of: Alternative, among: readonly Alternative[], own: readonly Alternative[]) =>
    among.find((other) => other.label === of.label) ??
    (own.length === 1 && among.length === 1 ? soleObject(of, among) : undefined);
  for (const old of were) {
    const match = partner(old, are, were) ?? are.find((any) => isAnyWord(any, old));
    if (match === undefined) report(subject, `is no longer ${old.label}`);
    else compareObjects(old.schema, match.schema, tagged(subject, old), writers, report);
  }
  for (const added of are) {
    // Readers expect new enum values and new tagged variants, but no other kind of value.
    if (!writers.server || added.open || partner(added, were, are) || were.some((old) => isAnyWord(added, old)))
      continue;
    report(subject, `may be ${added.label} now`);
  }
}

/** Readers that expect new words of a kind read any word. */
const isAnyWord = (any: Alternative, word: Alternative): boolean =>
  any.kind === 'type' && any.label === 'string' && word.kind === 'word' && typeof JSON.parse(word.label) === 'string';

const soleObject = (of: Alternative, [other]: readonly Alternative[]) =>
  of.kind === 'object' && other?.kind === 'object' ? other : undefined;

const tagged = (subject: string, { tag }: Alternative) => (tag === undefined ? subject : `${subject}.${tag}`);

function compareObjects(before: Schema, now: Schema, subject: string, writers: Writers, report: Report): void {
  const wasRequired = new Set(before.required);
  const isRequired = new Set(now.required);
  for (const [field, schema] of Object.entries(before.properties ?? {})) {
    const fieldNow = now.properties?.[field];
    if (fieldNow === undefined) report(`${subject}.${field}`, 'is gone');
    else compare(schema, fieldNow, `${subject}.${field}`, writers, report);
    if (fieldNow && writers.server && wasRequired.has(field) && !isRequired.has(field)) {
      report(`${subject}.${field}`, 'may be left out now');
    }
  }
  for (const field of isRequired) {
    if (writers.client && !wasRequired.has(field)) report(`${subject}.${field}`, 'is required now');
  }
  if (before.items && now.items) compare(before.items, now.items, subject, writers, report);
  if (typeof before.additionalProperties === 'object' && typeof now.additionalProperties === 'object') {
    compare(before.additionalProperties, now.additionalProperties, subject, writers, report);
  }
}

/** Follows the types from the messages that carry them. */
function writersOf({ methods, types }: Snapshot): Map<string, Writers> {
  const found = new Map<string, Writers>();
  const visit = (name: string, side: keyof Writers) => {
    const writers = found.get(name) ?? { client: false, server: false };
    if (writers[side]) return;
    writers[side] = true;
    found.set(name, writers);
    for (const used of JSON.stringify(types[name] ?? {}).matchAll(/"\$ref":"([^"]+)\.json"/g)) {
      visit(used[1] as string, side);
    }
  };
  for (const { reads, writes } of Object.values(methods)) {
    if (reads !== undefined) visit(reads, 'client');
    if (writes !== undefined) visit(writes, 'server');
  }
  return found;
}

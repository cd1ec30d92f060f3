import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'smol-toml';
import { ConfigError } from './config-error.js';
import { isTable, parseToml, type TomlTable } from './toml.js';
import {
  type Container,
  type Entry,
  type Outline,
  outlineOf,
  type Span,
  samePath,
  type TomlPath,
} from './toml-outline.js';

/** One key of a table, which need not be there, and its new value; undefined removes the key. */
export interface Edit {
  readonly table: readonly string[];
  readonly key: string;
  readonly value: unknown;
  /** A table is removed too, with all that it contains. */
  readonly wholeTable?: boolean | undefined;
}

/**
 * Changes one key and nothing else: comments, order, blank lines and ends of lines stay, also the comments of a line that changes. Each way to
 * write the edit is read back and compared with what is wanted; the first that says exactly that is taken (C22). Returns the same text
 * when it has that value already. Throws `ConfigError` when no way does, or the text is not TOML.
 */
export function editToml(text: string, edit: Edit, path: string): string {
  const before = parseToml(text, path);
  const wanted = edited(before, edit);
  if (isDeepStrictEqual(before, wanted)) return text;
  const document = { text, ...outlineOf(text) };
  for (const way of edit.value === undefined ? REMOVALS : ADDITIONS) {
    const result = way(document, edit, edit.value);
    if (result === undefined) continue;
    const said = readBack(result);
    if (isDeepStrictEqual(said, wanted)) return result;
    // A table without a header of its own is removed together with its last key.
    if (edit.wholeTable && isDeepStrictEqual(said, withoutEmpty(wanted, edit.table))) return result;
  }
  throw new ConfigError(`\`${edit.key}\` cannot be changed in ${path} without changing more`, {
    keys: [...edit.table, edit.key],
  });
}

interface Document extends Outline {
  readonly text: string;
}

/** The new text, if this way fits the document. */
type Way = (document: Document, edit: Edit, value: unknown) => string | undefined;

const ADDITIONS: readonly Way[] = [replaceValue, addToSection, addToInlineTable, addBeside, addInlineTable, addSection];
const REMOVALS: readonly Way[] = [removeEntry, leaveEmptyTable, removeTable];

function replaceValue(document: Document, edit: Edit, value: unknown): string | undefined {
  const entry = entryOf(document, edit);
  return entry && splice(document.text, entry.value, valueText(value));
}

function addToSection(document: Document, { table, key }: Edit, value: unknown): string | undefined {
  const section = document.containers.find((c) => c.kind !== 'inline' && samePath(c.path, table));
  return section && addLine(document, section, assignment(key, value));
}

function addToInlineTable(document: Document, { table, key }: Edit, value: unknown): string | undefined {
  const inline = document.containers.find((c) => c.kind === 'inline' && samePath(c.path, table));
  return inline && addInside(document, inline, assignment(key, value));
}

/** The table has only dotted keys (`profiles.p.model = …`). Another dotted key is added after the last one. */
function addBeside(document: Document, { table, key }: Edit, value: unknown): string | undefined {
  const sibling = document.entries.findLast(
    ({ path, container }) => container.path.length < table.length && samePath(path.slice(0, table.length), table),
  );
  if (!sibling) return undefined;
  const line = assignment([...table.slice(sibling.container.path.length), key], value);
  return sibling.container.kind === 'inline'
    ? addInside(document, sibling.container, line)
    : addLine(document, sibling.container, line, sibling);
}

/** A table inside a table that is written as `{ … }`. */
function addInlineTable(document: Document, { table, key }: Edit, value: unknown): string | undefined {
  const outer = document.containers
    .filter(({ kind, path }) => kind === 'inline' && samePath(path, table.slice(0, path.length)))
    .sort((a, b) => b.path.length - a.path.length)[0];
  if (!outer) return undefined;
  return addInside(document, outer, `${keyText(table.slice(outer.path.length))} = { ${assignment(key, value)} }`);
}

function addSection({ text }: Document, { table, key }: Edit, value: unknown): string {
  const end = endOfLine(text);
  const gap = text === '' ? '' : text.endsWith('\n') ? end : end + end;
  return `${text}${gap}[${keyText(table)}]${end}${assignment(key, value)}${end}`;
}

function removeEntry(document: Document, edit: Edit): string | undefined {
  const entry = entryOf(document, edit);
  if (!entry) return undefined;
  const { text } = document;
  return splice(text, entry.container.kind === 'inline' ? spanInside(document, entry) : spanOfLine(text, entry), '');
}

/** The key was the only one of its table, and other keys may name the table: `profiles.p.model = …` becomes `profiles.p = {}`. */
function leaveEmptyTable(document: Document, edit: Edit): string | undefined {
  const entry = entryOf(document, edit);
  if (!entry || entry.container.path.length >= edit.table.length) return undefined;
  const table = keyText(edit.table.slice(entry.container.path.length));
  return splice(document.text, { from: entry.key.from, to: entry.value.to }, `${table} = {}`);
}

/** A table with all that it contains, wherever its parts are. Comments stay. */
function removeTable(document: Document, { table, key, wholeTable }: Edit): string | undefined {
  return wholeTable ? withoutParts(document, [...table, key]) : undefined;
}

/** The text without a table, or an element of `[[tables]]`. Undefined when no line and no header belongs to it alone. */
export function withoutParts({ text, entries, containers }: Document, wanted: TomlPath): string | undefined {
  const isWithin = (path: TomlPath): boolean => samePath(path.slice(0, wanted.length), wanted);
  const lines = entries.filter(({ path, container }) => container.kind !== 'inline' && isWithin(path));
  const headers = containers.filter(({ kind, path }) => kind === 'section' && isWithin(path));
  const spans = [...lines.map((entry) => spanOfLine(text, entry)), ...headers.map(({ span }) => wholeLine(text, span))];
  if (spans.length === 0) return undefined;
  return spans.sort((a, b) => b.from - a.from).reduce((rest, span) => splice(rest, span, ''), text);
}

const entryOf = ({ entries }: Document, { table, key }: Edit): Entry | undefined =>
  entries.find(({ path }) => samePath(path, [...table, key]));

/** A line at the end of a section, indented like the line before it. */
function addLine({ text, entries, containers }: Document, section: Container, line: string, behind?: Entry): string {
  const end = endOfLine(text);
  const last = behind ?? entries.findLast(({ container }) => container === section);
  if (last) {
    const indent = /[ \t]*$/.exec(text.slice(0, last.key.from))?.[0] ?? '';
    return insertLine(text, last.value.to, `${indent}${line}`);
  }
  if (section.kind === 'section') return insertLine(text, section.span.to, line);
  if (containers.every(({ kind }) => kind !== 'section'))
    return `${text}${text === '' || text.endsWith('\n') ? '' : end}${line}${end}`;
  // Keys of the root go before the first section, and behind a comment that is about the file as a whole.
  const top = /^\uFEFF?(?:(?:[ \t]*#[^\n]*\n)+(?:[ \t]*\r?\n)+)?/.exec(text)?.[0].length ?? 0;
  return `${text.slice(0, top)}${line}${end}${end}${text.slice(top)}`;
}

/** Inserts a line below the one that `at` is in. */
function insertLine(text: string, at: number, line: string): string {
  const end = endOfLine(text);
  const next = text.indexOf('\n', at) + 1;
  return next === 0 ? `${text}${end}${line}` : `${text.slice(0, next)}${line}${end}${text.slice(next)}`;
}

function addInside({ text, entries }: Document, inline: Container, line: string): string {
  const last = entries.findLast(({ container }) => container === inline);
  if (last) return splice(text, { from: last.value.to, to: last.value.to }, `, ${line}`);
  return splice(
    text,
    { from: inline.span.from, to: inline.span.from + 1 },
    text[inline.span.from + 1] === '}' ? `{ ${line} ` : `{ ${line}`,
  );
}

/** The line as a whole, or what stands before its comment. */
function spanOfLine(text: string, { key, value }: Pick<Entry, 'key' | 'value'>): Span {
  const from = text.lastIndexOf('\n', key.from - 1) + 1;
  const rest = /[ \t]*\r?\n?/y;
  rest.lastIndex = value.to;
  const to = value.to + (rest.exec(text)?.[0].length ?? 0);
  return text[to] === '#' ? { from: key.from, to } : { from: text[from] === '\uFEFF' ? from + 1 : from, to };
}

/** A header with what stands before it; a comment behind it stays. */
function wholeLine(text: string, span: Span): Span {
  return spanOfLine(text, { key: span, value: span });
}

/** With the comma that the key needed. */
function spanInside({ text, entries }: Document, entry: Entry): Span {
  const siblings = entries.filter(({ container }) => container === entry.container);
  const { from, to } = entry.container.span;
  const alone = /^\s*$/.test(text.slice(from + 1, entry.key.from) + text.slice(entry.value.to, to - 1));
  if (alone) return { from: from + 1, to: to - 1 };
  const before = siblings[siblings.indexOf(entry) - 1];
  const comma = /[ \t]*,[ \t]*/y;
  comma.lastIndex = entry.value.to;
  const behind = comma.exec(text)?.[0].length;
  if (before && /^[ \t]*,[ \t]*$/.test(text.slice(before.value.to, entry.key.from)))
    return { from: before.value.to, to: entry.value.to };
  return { from: entry.key.from, to: entry.value.to + (behind ?? 0) };
}

/** The tree without the tables on a path that have nothing in them. */
function withoutEmpty(tree: TomlTable, [next, ...rest]: readonly string[]): TomlTable {
  const below = next === undefined ? undefined : tree[next];
  if (next === undefined || !isTable(below)) return tree;
  const inner = withoutEmpty(below, rest);
  if (Object.keys(inner).length > 0) return sameKind(tree, { ...tree, [next]: inner });
  const { [next]: _, ...others } = tree;
  return sameKind(tree, others);
}

/** The values that the document must have after the edit. */
function edited(tree: TomlTable, { table, key, value }: Edit): TomlTable {
  const [next, ...rest] = table;
  if (next === undefined) {
    const { [key]: _, ...others } = tree;
    return sameKind(tree, value === undefined ? others : { ...others, [key]: likeParsed(tree, value) });
  }
  const below = tree[next];
  if (below === undefined && value === undefined) return tree;
  if (below !== undefined && !isTable(below)) throw new ConfigError(`\`${next}\` is not a table`, { keys: [next] });
  return sameKind(tree, { ...tree, [next]: edited(below ?? sameKind(tree, {}), { table: rest, key, value }) });
}

/** Tables that come from the parser have no prototype, which a strict comparison sees. */
const sameKind = (model: TomlTable, table: TomlTable): TomlTable =>
  Object.setPrototypeOf({ ...table }, Object.getPrototypeOf(model)) as TomlTable;

/** A value in the form that the parser gives it. */
function likeParsed(model: TomlTable, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => likeParsed(model, item));
  if (!isTable(value)) return value;
  return sameKind(
    model,
    Object.fromEntries(Object.entries(value).map(([key, item]) => [key, likeParsed(model, item)])),
  );
}

function readBack(text: string): TomlTable | undefined {
  try {
    return parseToml(text, '');
  } catch {
    return undefined;
  }
}

const assignment = (key: string | readonly string[], value: unknown): string =>
  `${typeof key === 'string' ? keyText([key]) : keyText(key)} = ${valueText(value)}`;

/** The value on one line. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (!isTable(value)) return stringify({ k: value }).trimEnd().slice('k = '.length);
  const pairs = Object.entries(value).map(([key, inner]) => assignment(key, inner));
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

/** Bare where it can be, else quoted. */
const keyText = (keys: readonly string[]): string =>
  keys
    .map((key) =>
      stringify({ [key]: 0 })
        .trimEnd()
        .slice(0, -' = 0'.length),
    )
    .join('.');

export const endOfLine = (text: string): string => (/\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n');

const splice = (text: string, { from, to }: Span, insert: string): string =>
  text.slice(0, from) + insert + text.slice(to);

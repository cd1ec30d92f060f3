import { dirname, join } from 'node:path/posix';
import { describe, expect, it, test } from 'vitest';
import * as z from 'zod';
import type { NotificationSpec, RequestSpec } from '../../protocol/declare.js';
import * as protocol from '../../protocol/index.js';
import { declarationOf, type Named } from '../../protocol/schema.js';
import { referencePages } from '../../src/emit/reference.js';
import { ERRORS_PAGE, TURNWIRE_PAGE, V1_PAGE, V2_PAGES } from '../../src/emit/reference-pages.js';

const pages = referencePages();
const { v2 } = protocol;

type Spec = RequestSpec | NotificationSpec;
const ofV1: Record<string, Spec>[] = [
  protocol.clientRequests,
  protocol.serverRequests,
  protocol.notifications,
  protocol.clientNotifications,
];
const ofTurnwire: Record<string, Spec>[] = [protocol.turnwireRequests, protocol.turnwireNotifications];
const ofV2: Record<string, Spec>[] = [v2.clientRequests, v2.serverRequests, v2.notifications, v2.clientNotifications];

const methods = (sets: Record<string, Spec>[], files: readonly string[]) =>
  sets.flatMap((set) => Object.entries(set).map(([method, spec]) => ({ method, spec, files })));
const ALL = [
  ...methods(ofV1, [V1_PAGE.file]),
  ...methods(ofTurnwire, [TURNWIRE_PAGE.file]),
  ...methods(
    ofV2,
    V2_PAGES.map(({ file }) => file),
  ),
];

/** The sections of a page: the text below each heading, by the anchor that a forge gives to the heading. */
function sectionsOf(file: string): Map<string, string> {
  const sections = new Map<string, string>();
  for (const part of (pages.get(file) ?? '').split(/^(?=#{2,3} )/m).slice(1)) {
    const heading = part.slice(part.indexOf(' ') + 1, part.indexOf('\n'));
    const anchor = heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replace(/ /g, '-');
    expect(sections.has(anchor), `${file} has #${anchor} twice`).toBe(false);
    sections.set(anchor, part);
  }
  return sections;
}

const SECTIONS = new Map([...pages.keys()].map((file) => [file, sectionsOf(file)]));

/** The types that the section leads to, through links of links: the names of TypeScript that are explained for the reader. */
function explainedFrom(file: string, section: string, found = new Set<string>()): Set<string> {
  for (const [, name = '', target = '', anchor = ''] of section.matchAll(/\[`(\w+)`\]\(([\w.-]*)#(type-\w+)\)/g)) {
    if (found.has(name)) continue;
    found.add(name);
    const page = target || file;
    explainedFrom(page, SECTIONS.get(page)?.get(anchor) ?? '', found);
  }
  return found;
}

/** The declared types in a schema, and in those. Read from the schemas of zod, not from what is printed. */
function typesIn(schema: z.ZodType, found: Set<Named>, seen = new Set<z.ZodType>()): Set<Named> {
  if (seen.has(schema)) return found;
  seen.add(schema);
  const declared = declarationOf(schema);
  if (declared) found.add(declared);
  for (const child of childrenOf(schema)) typesIn(child, found, seen);
  return found;
}

function childrenOf(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodObject) return Object.values(schema.shape) as z.ZodType[];
  if (schema instanceof z.ZodUnion) return schema.options as z.ZodType[];
  if (schema instanceof z.ZodArray) return [schema.element as z.ZodType];
  if (schema instanceof z.ZodRecord) return [schema.valueType as z.ZodType];
  if (schema instanceof z.ZodTuple) return schema.def.items as z.ZodType[];
  if (schema instanceof z.ZodLazy || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return [schema.unwrap() as z.ZodType];
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return [schema.unwrap() as z.ZodType];
  return [];
}

describe('the reference', () => {
  it.each(ALL)('explains every type of $method', ({ method, spec, files }) => {
    const anchor = method.toLowerCase().replace(/[^\w -]/g, '');
    const file = files.find((page) => SECTIONS.get(page)?.has(anchor));
    if (file === undefined) throw new Error(`${method} is on no page`);
    const section = SECTIONS.get(file)?.get(anchor) ?? '';
    const roots = [spec.params, 'result' in spec ? spec.result : null].filter((type) => type !== null);
    for (const root of roots) expect(section).toContain(`export type ${root.typeName} = `);
    const explained = explainedFrom(file, section);
    for (const root of roots) {
      const inner = typesIn(root(), new Set());
      inner.delete(root);
      // The forms of an event are the sections of events.
      if ([...inner].some(({ typeName }) => typeName === 'EventMsg')) continue;
      expect([...inner].map(({ typeName }) => typeName).filter((name) => !explained.has(name))).toEqual([]);
    }
  });

  it.each(ALL)('shows an example of $method', ({ method, files }) => {
    const start = JSON.stringify({ method }).slice(1, -1).replace('*"', '');
    const examples = files
      .flatMap((file) => (pages.get(file) ?? '').split('\n'))
      .filter((line) => /^(->|<-) /.test(line));
    expect(examples.some((line) => line.includes(start))).toBe(true);
    for (const line of examples) JSON.parse(line.slice(3));
  });

  it('has no broken link', () => {
    const broken = [...pages].flatMap(([file, text]) =>
      [...text.matchAll(/\]\(([\w./-]*?\.md)?(?:#([\w-]+))?\)/g)]
        .filter(([, target = file, anchor]) => {
          const sections = SECTIONS.get(join(dirname(file), target));
          return !sections || (anchor !== undefined && !sections.has(anchor));
        })
        .map(([link]) => `${file}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it('has pages that a forge shows whole', () => {
    for (const [file, text] of pages) expect(text.length, file).toBeLessThan(100_000);
  });
});

test('every code of the catalogue has its section, with its number and its data', () => {
  for (const [code, { rpc, doc }] of Object.entries(protocol.ERRORS)) {
    const section = SECTIONS.get(ERRORS_PAGE)?.get(code) ?? '';
    expect(section).toContain(doc);
    expect(section).toContain(`Number ${rpc}`);
    expect(section).toContain(`code: "${code}"`);
  }
});

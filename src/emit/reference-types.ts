import type { Named } from '../../protocol/schema.js';
import { type PrintedType, printType } from './print-type.js';
import { notificationsOn, type Page, requestsOn } from './reference-pages.js';

/** Where each type is explained: its page, by type. */
export type Homes = ReadonlyMap<Named, string>;

const printed = new Map<Named, PrintedType>();

function print(type: Named): PrintedType {
  const known = printed.get(type) ?? printType(type);
  printed.set(type, known);
  return known;
}

/** The types that messages of the page mention, and the types in them. Params and results stand at their methods. */
export function mentionedOn(page: Page, further: readonly Named[] = []): Set<Named> {
  const found = new Set<Named>();
  const open = [...shownAtMethods(page), ...further].flatMap((type) => print(type).uses);
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (found.has(type)) continue;
    found.add(type);
    open.push(...print(type).uses);
  }
  return found;
}

function shownAtMethods(page: Page): Named[] {
  const requests = Object.values(requestsOn(page)).flatMap(({ params, result }) => [params, result]);
  const notifications = Object.values(notificationsOn(page)).map(({ params }) => params);
  return [...requests, ...notifications].filter((type) => type !== null);
}

/** A type that one page mentions is explained there; the others are on the shared page. */
export function homesOf(mentions: ReadonlyMap<string, ReadonlySet<Named>>, shared: string): Homes {
  const homes = new Map<Named, string>();
  for (const [file, types] of mentions) {
    for (const type of types) homes.set(type, homes.has(type) ? shared : file);
  }
  return homes;
}

/** A type as TypeScript, and links to the types in it. */
export function declaration(type: Named, file: string, homes: Homes): string {
  const { text, uses } = print(type);
  // The doc is printed above it, or repeats the heading.
  const code = `\`\`\`ts\n${text.replace(/^\/\*\*.*\*\/\n/, '')}\`\`\``;
  if (uses.length === 0) return code;
  const links = uses.map((used) => {
    const home = homes.get(used);
    if (home === undefined) throw new Error(`${used.typeName} is on no page`);
    return `[\`${used.typeName}\`](${home === file ? '' : home}#${slug(typeHeading(used))})`;
  });
  return `${code}\n\nTypes: ${links.join(', ')}`;
}

export function typeSections(file: string, homes: Homes): string[] {
  const here = [...homes].filter(([, home]) => home === file).map(([type]) => type);
  if (here.length === 0) return [];
  here.sort((a, b) => (a.typeName < b.typeName ? -1 : 1));
  return ['## Types', ...here.map((type) => typeSection(type, file, homes))];
}

function typeSection(type: Named, file: string, homes: Homes): string {
  const head = `### ${typeHeading(type)}\n\n${type.doc}`;
  // Each of its forms has a section of its own.
  if (type.typeName === 'EventMsg')
    return `${head} One of the [events](#events): its fields, and its name as \`type\`.`;
  return `${head}\n\n${declaration(type, file, homes)}`;
}

const typeHeading = (type: Named) => `type ${type.typeName}`;

/** The anchor that a forge gives to a heading. */
export const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');

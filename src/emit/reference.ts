import { eventPayloads, persistedPayloads } from '../../protocol/rollout/events.js';
import type { Named } from '../../protocol/schema.js';
import * as v2 from '../../protocol/v2/index.js';
import { errorPage } from './reference-errors.js';
import {
  ERRORS_PAGE,
  notificationsOn,
  type Page,
  requestsOn,
  TURNWIRE_PAGE,
  V1_PAGE,
  V2_INDEX,
  V2_PAGES,
  V2_TYPES,
} from './reference-pages.js';
import { methodSections } from './reference-sections.js';
import { declaration, type Homes, homesOf, mentionedOn, slug, typeSections } from './reference-types.js';
import { type Files, GENERATED } from './type-files.js';

/** The pages of the reference: every method, notification, event, type and error, from the declarations alone. */
export function referencePages(): Files {
  return new Map([...pagesOfV1(), ...pagesOfV2(), [ERRORS_PAGE, errorPage()]]);
}

function pagesOfV1(): Files {
  const events = Object.values<Named | null>(eventPayloads).filter((payload) => payload !== null);
  const homes = homesOf(
    new Map([
      [V1_PAGE.file, mentionedOn(V1_PAGE, events)],
      [TURNWIRE_PAGE.file, mentionedOn(TURNWIRE_PAGE)],
    ]),
    V1_PAGE.file,
  );
  return new Map([
    [
      V1_PAGE.file,
      text([
        `# ${V1_PAGE.title}\n\n${INTRODUCTION}`,
        ...methodSections(V1_PAGE, homes),
        `## Events\n\n${EVENTS}`,
        ...eventSections(homes),
        ...typeSections(V1_PAGE.file, homes),
      ]),
    ],
    [TURNWIRE_PAGE.file, pageOf(TURNWIRE_PAGE, EXTENSIONS, homes)],
  ]);
}

const INTRODUCTION = `One JSON object a line, in UTF-8, on standard input (\`->\`) and standard output (\`<-\`): JSON-RPC without its \`jsonrpc\`
field. A request has \`id\`, \`method\` and \`params\`; its answer has the same \`id\` and either \`result\` or \`error\`. A
notification has no \`id\`. Fields that are not known are ignored, and an optional field of a request may be left out or
\`null\`. In a reply an optional field is left out when there is nothing to say.

Requests are handled in order: each sees the effects of those sent before it. Those marked *runs beside* do not hold up the
ones that follow. Every request may be answered with the errors that are listed for [any request](${ERRORS_PAGE}#any-request).

[Our own extensions](${TURNWIRE_PAGE.file}) and [protocol v2](${V2_INDEX}) have their own pages.`;

const EVENTS = `Params of \`codex/event/<type>\` hold the event as \`msg\`, with its type and the fields below. Those marked *recorded* are
written to the rollout and come back as \`initialMessages\`.`;

const EXTENSIONS =
  'Other servers of this protocol do not have these; `methods` in the reply of `initialize` lists those that work.';

function eventSections(homes: Homes): string[] {
  return Object.entries(eventPayloads).map(([type, payload]) => {
    const recorded = Object.hasOwn(persistedPayloads, type) ? ' *Recorded.*' : '';
    if (payload === null) return `### ${type}\n\nNo fields.${recorded}`;
    return `### ${type}\n\n${payload.doc}${recorded}\n\n${declaration(payload, V1_PAGE.file, homes)}`;
  });
}

function pagesOfV2(): Files {
  refuseLostMethods();
  const homes = homesOf(new Map(V2_PAGES.map((page) => [page.file, mentionedOn(page)])), V2_TYPES);
  return new Map([
    [V2_INDEX, text([`# Reference of protocol v2\n\n${V2_INTRODUCTION}`, ...V2_PAGES.map(methodList)])],
    ...V2_PAGES.map((page): [string, string] => [page.file, pageOf(page, V2_PAGE_INTRODUCTION, homes)]),
    [V2_TYPES, text([`# Shared types of protocol v2\n\n${V2_TYPES_INTRODUCTION}`, ...typeSections(V2_TYPES, homes)])],
  ]);
}

const V2_INTRODUCTION = `Messages have the form that is described for [v1](${V1_PAGE.file}), and both versions may be spoken on one connection. What is declared
here is not all offered yet: \`methods\` in the reply of \`initialize\` lists what works.

In a reply every field is there, with \`null\` where there is nothing to say. In a request a field may be left out or
\`null\`, and fields that are not known are ignored.

[Errors](${ERRORS_PAGE}) and [types that several pages mention](${V2_TYPES}) have their own pages.`;

const V2_PAGE_INTRODUCTION = `[All of protocol v2](${V2_INDEX}) · [errors](${ERRORS_PAGE}) · [shared types](${V2_TYPES})`;

const V2_TYPES_INTRODUCTION = `Types that messages of more than one page mention. [All of protocol v2](${V2_INDEX}) lists the pages.`;

function methodList(page: Page): string {
  const parts = [
    ['Requests of a client', page.clientRequests],
    ['Requests of the server', page.serverRequests],
    ['Notifications of the server', page.notifications],
    ['Notifications of a client', page.clientNotifications],
  ] as const;
  const lines = parts.flatMap(([title, methods]) => {
    const links = Object.keys(methods ?? {}).map((method) => `[\`${method}\`](${page.file}#${slug(method)})`);
    return links.length === 0 ? [] : [`${title}: ${links.join(', ')}`];
  });
  return `## [${page.title}](${page.file})\n\n${lines.join('\n\n')}`;
}

/** A family that is declared and put on no page would not be documented. */
function refuseLostMethods(): void {
  const declared = { ...v2.clientRequests, ...v2.serverRequests, ...v2.notifications, ...v2.clientNotifications };
  const shown = V2_PAGES.flatMap((page) => [...Object.keys(requestsOn(page)), ...Object.keys(notificationsOn(page))]);
  const lost = Object.keys(declared).filter((method) => !shown.includes(method));
  if (lost.length > 0) throw new Error(`methods on no page of src/emit/reference-pages.ts: ${lost.join(', ')}`);
}

const pageOf = (page: Page, introduction: string, homes: Homes): string =>
  text([`# ${page.title}\n\n${introduction}`, ...methodSections(page, homes), ...typeSections(page.file, homes)]);

const text = (sections: readonly string[]): string => `<!-- ${GENERATED} -->\n${sections.join('\n\n')}\n`;

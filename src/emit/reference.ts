import type { NotificationSpec, RequestSpec } from '../../protocol/declare.js';
import { eventPayloads, persistedPayloads } from '../../protocol/rollout/events.js';
import type { Named } from '../../protocol/schema.js';
import { turnwireNotifications, turnwireRequests } from '../../protocol/turnwire/index.js';
import { clientNotifications, clientRequests, notifications, serverRequests } from '../../protocol/v1/index.js';
import type { EmittedType } from './areas.js';
import { printType } from './print-type.js';
import { errorLinks, errorSection } from './reference-errors.js';
import { GENERATED } from './type-files.js';

type Requests = Readonly<Record<string, RequestSpec>>;
type Notifications = Readonly<Record<string, NotificationSpec>>;

/** The reference page: every method, notification, event and error, from the declarations alone. */
export function referencePage(types: readonly EmittedType[]): string {
  const link = linker(types);
  const sections = [
    `<!-- ${GENERATED} -->\n# Reference\n\n${INTRODUCTION}`,
    '## Requests of a client',
    ...requestSections(clientRequests, '->', link),
    '## Requests of the server',
    ...requestSections(serverRequests, '<-', link),
    '## Notifications of the server',
    ...notificationSections(notifications, '<-', link),
    '## Notifications of a client',
    ...notificationSections(clientNotifications, '->', link),
    `## Events\n\n${EVENTS}`,
    ...eventSections(link),
    `## Our own extensions\n\n${EXTENSIONS}`,
    ...requestSections(turnwireRequests, '->', link),
    ...notificationSections(turnwireNotifications, '<-', link),
    errorSection(),
  ];
  return `${sections.join('\n\n')}\n`;
}

const INTRODUCTION = `One JSON object a line, in UTF-8, on standard input (\`->\`) and standard output (\`<-\`): JSON-RPC without its \`jsonrpc\`
field. A request has \`id\`, \`method\` and \`params\`; its answer has the same \`id\` and either \`result\` or \`error\`. A
notification has no \`id\`. Fields that are not known are ignored, and an optional field of a request may be left out or
\`null\`. In a reply an optional field is left out when there is nothing to say.

Requests are handled in order: each sees the effects of those sent before it. Those marked *runs beside* do not hold up the
ones that follow. Every request may be answered with the errors of the envelope, listed at the end.`;

const EVENTS = `Params of \`codex/event/<type>\` hold the event as \`msg\`, with its type and the fields below. Those marked *recorded* are
written to the rollout and come back as \`initialMessages\`.`;

const EXTENSIONS =
  'Other servers of this protocol do not have these; `methods` in the reply of `initialize` lists those that work.';

type Link = (declared: Named) => string;

/** `[Name](v1/Name.ts)`, with the declaration below it. */
function linker(types: readonly EmittedType[]): Link {
  const areas = new Map(types.map((type) => [type.name, type.area]));
  return ({ typeName }) => `[\`${typeName}\`](${areas.get(typeName)}/${typeName}.ts)`;
}

const declaration = (declared: Named) => `\`\`\`ts\n${withoutDoc(printType(declared).text)}\`\`\``;

/** The doc of a params or result type repeats the heading. */
const withoutDoc = (text: string) => text.replace(/^\/\*\*.*\*\/\n/, '');

function requestSections(requests: Requests, arrow: '->' | '<-', link: Link): string[] {
  const back = arrow === '->' ? '<-' : '->';
  return Object.entries(requests).map(([method, spec]) =>
    [
      `### ${method}`,
      spec.beside ? `${spec.doc} *Runs beside.*` : spec.doc,
      spec.params === null ? 'Params: none.' : `Params: ${link(spec.params)}\n\n${declaration(spec.params)}`,
      `Result: ${link(spec.result)}\n\n${declaration(spec.result)}`,
      ...(spec.order === undefined ? [] : [`Order: ${spec.order}`]),
      `Errors: ${errorLinks(spec.errors)}`,
      wire(
        `${arrow} ${line({ id: 1, method, params: spec.example.params })}`,
        `${back} ${line({ id: 1, result: spec.example.result })}`,
      ),
    ].join('\n\n'),
  );
}

function notificationSections(set: Notifications, arrow: '->' | '<-', link: Link): string[] {
  return Object.entries(set).map(([method, spec]) =>
    [
      `### ${method}`,
      spec.doc,
      spec.params === null ? 'Params: none.' : `Params: ${link(spec.params)}\n\n${declaration(spec.params)}`,
      ...(spec.order === undefined ? [] : [`Order: ${spec.order}`]),
      ...(spec.errors === undefined ? [] : [`Errors: ${errorLinks(spec.errors)}`]),
      wire(`${arrow} ${line({ method: method.replace('*', exampleEvent(spec)), params: spec.example.params })}`),
    ].join('\n\n'),
  );
}

/** The star of `codex/event/*` is the type of the event. */
function exampleEvent(spec: NotificationSpec): string {
  const { msg } = (spec.example.params ?? {}) as { msg?: { type?: string } };
  return msg?.type ?? '*';
}

function eventSections(link: Link): string[] {
  return Object.entries(eventPayloads).map(([type, payload]) => {
    const recorded = Object.hasOwn(persistedPayloads, type) ? ' *Recorded.*' : '';
    if (payload === null) return `### ${type}\n\nNo fields.${recorded}`;
    return `### ${type}\n\n${payload.doc}${recorded} ${link(payload)}\n\n${declaration(payload)}`;
  });
}

const line = (message: object) => JSON.stringify(message);

const wire = (...lines: string[]) => `\`\`\`text\n${lines.join('\n')}\n\`\`\``;

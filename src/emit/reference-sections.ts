import type { NotificationSpec, RequestSpec } from '../../protocol/declare.js';
import type { Named } from '../../protocol/schema.js';
import { areaOf } from './areas.js';
import { printType } from './print-type.js';
import { errorLinks } from './reference-errors.js';

type Requests = Readonly<Record<string, RequestSpec>>;
type Notifications = Readonly<Record<string, NotificationSpec>>;

/** `[Name](v1/Name.ts)`, with the declaration below it. */
export const link = (declared: Named) => `[\`${declared.typeName}\`](${areaOf(declared)}/${declared.typeName}.ts)`;

export const declaration = (declared: Named) => `\`\`\`ts\n${withoutDoc(printType(declared).text)}\`\`\``;

/** The doc of a params or result type repeats the heading. */
const withoutDoc = (text: string) => text.replace(/^\/\*\*.*\*\/\n/, '');

const note = ({ stability }: RequestSpec | NotificationSpec) =>
  stability === 'experimental' ? ' *Experimental.*' : '';

export function requestSections(requests: Requests, arrow: '->' | '<-'): string[] {
  const back = arrow === '->' ? '<-' : '->';
  return Object.entries(requests).map(([method, spec]) =>
    [
      `### ${method}`,
      `${spec.doc}${spec.beside ? ' *Runs beside.*' : ''}${note(spec)}`,
      spec.params === null ? 'Params: none.' : `Params: ${link(spec.params)}\n\n${declaration(spec.params)}`,
      `Result: ${link(spec.result)}\n\n${declaration(spec.result)}`,
      ...(spec.experimentalFields === undefined
        ? []
        : [`Experimental params: ${spec.experimentalFields.map((field) => `\`${field}\``).join(', ')}.`]),
      ...(spec.order === undefined ? [] : [`Order: ${spec.order}`]),
      `Errors: ${errorLinks(spec.errors)}`,
      wire(
        `${arrow} ${line({ id: 1, method, params: spec.example.params })}`,
        `${back} ${line({ id: 1, result: spec.example.result })}`,
      ),
    ].join('\n\n'),
  );
}

export function notificationSections(set: Notifications, arrow: '->' | '<-'): string[] {
  return Object.entries(set).map(([method, spec]) =>
    [
      `### ${method}`,
      `${spec.doc}${note(spec)}`,
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

const line = (message: object) => JSON.stringify(message);

const wire = (...lines: string[]) => `\`\`\`text\n${lines.join('\n')}\n\`\`\``;

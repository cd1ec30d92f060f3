import type { NotificationSpec, RequestSpec } from '../../protocol/declare.js';
import type { Named } from '../../protocol/schema.js';
import { errorLinks } from './reference-errors.js';
import type { Page } from './reference-pages.js';
import { declaration, type Homes } from './reference-types.js';

/** The methods of a page, by who sends them. */
export function methodSections(page: Page, homes: Homes): string[] {
  const at: Place = { file: page.file, homes };
  const part = (title: string, sections: string[]) => (sections.length === 0 ? [] : [`## ${title}`, ...sections]);
  return [
    ...part('Requests of a client', requestSections(page.clientRequests, '->', at)),
    ...part('Requests of the server', requestSections(page.serverRequests, '<-', at)),
    ...part('Notifications of the server', notificationSections(page.notifications, '<-', at)),
    ...part('Notifications of a client', notificationSections(page.clientNotifications, '->', at)),
  ];
}

interface Place {
  readonly file: string;
  readonly homes: Homes;
}

const shown = (what: string, type: Named, { file, homes }: Place) =>
  `${what}: \`${type.typeName}\`\n\n${declaration(type, file, homes)}`;

const shownParams = (type: Named | null, at: Place) => (type === null ? 'Params: none.' : shown('Params', type, at));

const note = ({ stability }: RequestSpec | NotificationSpec) =>
  stability === 'experimental' ? ' *Experimental.*' : '';

function requestSections(requests: Page['clientRequests'], arrow: '->' | '<-', at: Place): string[] {
  const back = arrow === '->' ? '<-' : '->';
  return Object.entries(requests ?? {}).map(([method, spec]) =>
    [
      `### ${method}`,
      `${spec.doc}${spec.beside ? ' *Runs beside.*' : ''}${note(spec)}`,
      shownParams(spec.params, at),
      shown('Result', spec.result, at),
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

function notificationSections(set: Page['notifications'], arrow: '->' | '<-', at: Place): string[] {
  return Object.entries(set ?? {}).map(([method, spec]) =>
    [
      `### ${method}`,
      `${spec.doc}${note(spec)}`,
      shownParams(spec.params, at),
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

import { eventPayloads, persistedPayloads } from '../../protocol/rollout/events.js';
import { turnwireNotifications, turnwireRequests } from '../../protocol/turnwire/index.js';
import { clientNotifications, clientRequests, notifications, serverRequests } from '../../protocol/v1/index.js';
import * as v2 from '../../protocol/v2/index.js';
import { errorSection } from './reference-errors.js';
import { declaration, link, notificationSections, requestSections } from './reference-sections.js';
import { GENERATED } from './type-files.js';

/** The reference page of v1: every method, notification, event and error, from the declarations alone. */
export function referencePage(): string {
  const sections = [
    `<!-- ${GENERATED} -->\n# Reference\n\n${INTRODUCTION}`,
    '## Requests of a client',
    ...requestSections(clientRequests, '->'),
    '## Requests of the server',
    ...requestSections(serverRequests, '<-'),
    '## Notifications of the server',
    ...notificationSections(notifications, '<-'),
    '## Notifications of a client',
    ...notificationSections(clientNotifications, '->'),
    `## Events\n\n${EVENTS}`,
    ...eventSections(),
    `## Our own extensions\n\n${EXTENSIONS}`,
    ...requestSections(turnwireRequests, '->'),
    ...notificationSections(turnwireNotifications, '<-'),
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

/** The reference page of v2. */
export function referencePageOfV2(): string {
  const sections = [
    `<!-- ${GENERATED} -->\n# Reference of protocol v2\n\n${V2_INTRODUCTION}`,
    '## Requests of a client',
    ...requestSections(v2.clientRequests, '->'),
    '## Requests of the server',
    ...requestSections(v2.serverRequests, '<-'),
    '## Notifications of the server',
    ...notificationSections(v2.notifications, '<-'),
    '## Notifications of a client',
    ...notificationSections(v2.clientNotifications, '->'),
    errorSection(),
  ];
  return `${sections.join('\n\n')}\n`;
}

const V2_INTRODUCTION = `Messages are those of [v1](reference.md), and both versions may be spoken on one connection. What is declared here is not
all offered yet: \`methods\` in the reply of \`initialize\` lists what works.

In a reply every field is there, with \`null\` where there is nothing to say. In a request a field may be left out or
\`null\`, and fields that are not known are ignored.`;

function eventSections(): string[] {
  return Object.entries(eventPayloads).map(([type, payload]) => {
    const recorded = Object.hasOwn(persistedPayloads, type) ? ' *Recorded.*' : '';
    if (payload === null) return `### ${type}\n\nNo fields.${recorded}`;
    return `### ${type}\n\n${payload.doc}${recorded} ${link(payload)}\n\n${declaration(payload)}`;
  });
}

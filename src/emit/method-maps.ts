import type { NotificationSpec, RequestSpec } from '../../protocol/declare.js';
import type { Named } from '../../protocol/schema.js';
import { turnwireNotifications, turnwireRequests } from '../../protocol/turnwire/index.js';
import * as v1 from '../../protocol/v1/index.js';
import * as v2 from '../../protocol/v2/index.js';
import { areaOf } from './areas.js';
import { type Files, GENERATED } from './type-files.js';

type Requests = Readonly<Record<string, RequestSpec>>;
type Notifications = Readonly<Record<string, NotificationSpec>>;

/** The methods of both protocols with the types of their params and results. A method of both has the types of v2, which has all members of v1. */
export function methodMaps(): Files {
  const client: Requests = { ...v1.clientRequests, ...turnwireRequests, ...v2.clientRequests };
  const server: Requests = { ...v1.serverRequests, ...v2.serverRequests };
  const notifications: Notifications = { ...v1.notifications, ...turnwireNotifications, ...v2.notifications };
  const uses = new Set<Named>();
  const maps = [
    printMap('ClientRequests', 'Requests of a client, by method.', requestRows(client, uses)),
    printMap('ServerRequests', 'Requests of the server to a client, by method.', requestRows(server, uses)),
    printMap('ServerNotifications', 'Params of the notifications of the server, by method.', rows(notifications, uses)),
  ];
  return new Map([['methods.ts', `// ${GENERATED}\n${imports(uses)}\n${maps.join('\n')}`]]);
}

const requestRows = (requests: Requests, uses: Set<Named>): string[] =>
  Object.entries(requests).map(
    ([method, { params, result }]) =>
      `'${method}': { params: ${nameOf(params, uses)}; result: ${nameOf(result, uses)} };`,
  );

const rows = (notifications: Notifications, uses: Set<Named>): string[] =>
  Object.entries(notifications).map(([method, { params }]) => `'${method}': ${nameOf(params, uses)};`);

function nameOf(type: Named | null, uses: Set<Named>): string {
  if (type === null) return 'null';
  uses.add(type);
  return areaOf(type) === 'v2' ? `v2.${type.typeName}` : type.typeName;
}

function printMap(name: string, doc: string, lines: readonly string[]): string {
  return `/** ${doc} */\nexport interface ${name} {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
}

function imports(uses: ReadonlySet<Named>): string {
  const from = (area: 'turnwire' | 'v1'): string => {
    const names = [...uses].filter((type) => areaOf(type) === area).map(({ typeName }) => typeName);
    return `import type { ${names.sort().join(', ')} } from './${area}/index.js';\n`;
  };
  return `${from('turnwire')}${from('v1')}import type * as v2 from './v2/index.js';\n`;
}

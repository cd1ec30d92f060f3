import { isAbsolute } from 'node:path';
import * as z from 'zod';
import type { Tool } from '../../core/ports/index.js';
import type { ExtraPermissions } from '../../domain/permissions.js';
import { mayAsk } from '../../domain/policies.js';
import { realPath } from '../../os/real-path.js';
import { shownText } from '../../os/shown-text.js';
import { parseArguments } from '../json-arguments.js';
import { ASKED_SPEC, AskedPermissions, isEmpty, realPermissions } from './asked.js';
import { isAmong } from './permission-set.js';
import type { TurnPermissions } from './turn-permissions.js';

const Arguments = z.lazy(() =>
  z.object({
    permissions: AskedPermissions,
    reason: z.string().nullish(),
    environment_id: z.string().nullish(),
  }),
);

export interface PermissionsDependencies {
  readonly permissions: TurnPermissions;
  readonly codexHome: string;
  readonly env: NodeJS.ProcessEnv;
}

const NOTHING: ExtraPermissions = { network: false, read: [], write: [] };

/** `request_permissions`: the model asks the user to open the sandbox for a turn or for the session. */
export function createPermissionsTool({ permissions, codexHome, env }: PermissionsDependencies): Tool {
  return {
    spec: {
      type: 'function',
      name: 'request_permissions',
      description:
        'Asks the user to let commands and patches of this turn, or of the session, read or write more paths or use the network. Waits for the answer, which ' +
        'says what was granted: it may be less than you asked for.',
      strict: false,
      parameters: {
        type: 'object',
        properties: {
          environment_id: { type: 'string', description: 'Leave it out.' },
          permissions: ASKED_SPEC,
          reason: { type: 'string', description: 'Why you need them, in one sentence for the user.' },
        },
        required: ['permissions'],
        additionalProperties: false,
      },
    },
    answers: ({ kind, name }) => kind === 'function' && name === 'request_permissions',

    async run({ callId, input }, context) {
      const parsed = parseArguments(Arguments, input);
      if ('problem' in parsed) return parsed.problem;
      const { environment_id: environment } = parsed.value;
      if (environment != null && environment !== 'local') return `unknown turn environment id \`${environment}\``;
      const { cwd, approvalPolicy } = context.settings;
      const asked = await realPermissions(parsed.value.permissions, { cwd, codexHome, env });
      if (typeof asked === 'string') return asked;
      if (isEmpty(asked)) return 'request_permissions requires at least one permission';
      if (!mayAsk(approvalPolicy, 'request_permissions')) return answerText(NOTHING, 'turn', false);
      const { reason } = parsed.value;
      const request = {
        kind: 'permissions',
        callId,
        cwd,
        reason: reason == null ? null : shownText(reason),
        permissions: asked,
      } as const;
      const answer = await context.requestInput(callId, request);
      if (!answer) return answerText(NOTHING, 'turn', false);
      const granted = await withinAsked(answer.permissions, asked);
      permissions.grant(granted, answer.scope, answer.strict);
      return answerText(granted, answer.scope, answer.strict);
    },
  };
}

/** The part of the answer that was asked for. A path in the answer may be a link. */
async function withinAsked(answer: ExtraPermissions, asked: ExtraPermissions): Promise<ExtraPermissions> {
  const real = async (path: string): Promise<string[]> => (isAbsolute(path) ? [(await realPath(path)).path] : []);
  const [read, write] = await Promise.all(
    [answer.read, answer.write].map(async (paths) => [...new Set((await Promise.all(paths.map(real))).flat())]),
  );
  return {
    network: asked.network && answer.network,
    read: (read ?? []).filter((path) => isAmong(path, [...asked.read, ...asked.write])),
    write: (write ?? []).filter((path) => isAmong(path, asked.write)),
  };
}

function answerText({ network, read, write }: ExtraPermissions, scope: 'turn' | 'session', strict: boolean): string {
  const files = {
    ...(read.length > 0 ? { read } : {}),
    ...(write.length > 0 ? { write } : {}),
  };
  return JSON.stringify({
    permissions: {
      network: network ? { enabled: true } : null,
      file_system: read.length + write.length > 0 ? files : null,
    },
    scope,
    ...(strict ? { strict_auto_review: true } : {}),
  });
}

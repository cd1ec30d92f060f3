import type { v2 } from '../../../generated-types/index.js';
import type { FilesCell, Transcript } from '../../library/transcript/index.js';
import { itemKey } from '../../library/transcript/item-cell.js';
import { askedLine, UNREAD_MS } from './asking.js';
import { changesLines } from './diff-lines.js';
import { shown, shownLine } from './harmless.js';
import type { Key } from './keys.js';
import type { Look, Paint } from './paint.js';
import type { Frame, Part, Size } from './part.js';
import type { OpenRequest } from './session.js';
import { clipped, indented, wrapCode, wrapHard, wrapWords } from './wrap.js';

type Approval = Extract<
  OpenRequest,
  {
    method:
      | 'item/commandExecution/requestApproval'
      | 'item/fileChange/requestApproval'
      | 'item/permissions/requestApproval';
  }
>;
type Choice = 'accept' | 'acceptForSession' | 'decline' | 'cancel';

export const isApproval = (request: OpenRequest): request is Approval =>
  request.method !== 'item/tool/requestUserInput' && request.method !== 'mcpServer/elicitation/request';

/** Lines of what is asked about that are seen at once, below its facts. */
const FEWEST = 3;

/** Asks the user about one action: what exactly it is, where, and why. */
export class ApprovalPart implements Part {
  readonly request: Approval;
  readonly #transcript: () => Transcript;
  readonly #cwd: string;
  readonly #now: () => number;
  readonly #cancelTurn: () => void;
  readonly #shownAt: number;
  #scroll = 0;
  #overflow = 0;

  constructor(
    request: Approval,
    {
      transcript,
      cwd,
      now,
      cancelTurn,
    }: { transcript: () => Transcript; cwd: string; now: () => number; cancelTurn: () => void },
  ) {
    this.request = request;
    this.#transcript = transcript;
    this.#cwd = cwd;
    this.#now = now;
    this.#cancelTurn = cancelTurn;
    this.#shownAt = now();
  }

  frame({ columns, rows }: Size, paint: Paint): Frame {
    const look = { width: columns - 2, paint };
    const title = askedLine(this.#title(), columns, paint);
    const facts = this.#facts(look);
    const foot = wrapWords(this.#isReady ? this.#options(paint) : paint.dim('...'), columns);
    const whole = rows - 1 - facts.length - foot.length - 2;
    // On a low screen, all but the title and the keys scrolls.
    const isLow = whole < FEWEST;
    const room = isLow ? Math.max(1, rows - 1 - foot.length - 1) : whole;
    const head = isLow ? [title] : [title, ...facts];
    const body = [...this.#body(look).map((line) => `  ${line}`), ...(isLow ? facts : [])];
    this.#overflow = Math.max(0, body.length - room);
    this.#scroll = Math.min(this.#scroll, this.#overflow);
    const seen = body.slice(this.#scroll, this.#scroll + room);
    if (this.#overflow > 0) {
      const where = `lines ${this.#scroll + 1}-${this.#scroll + seen.length} of ${body.length}, Up and Down scroll`;
      seen.push(paint.dim(clipped(`  ${where}`, columns)));
    }
    return { lines: [...head, ...seen, ...(isLow ? [] : ['']), ...foot] };
  }

  key(key: Key): void {
    if (key.name === 'up') this.#scroll = Math.max(0, this.#scroll - 1);
    else if (key.name === 'down') this.#scroll = Math.min(this.#overflow, this.#scroll + 1);
    else if (key.name === 'pageup') this.#scroll = Math.max(0, this.#scroll - 10);
    else if (key.name === 'pagedown') this.#scroll = Math.min(this.#overflow, this.#scroll + 10);
    if (!this.#isReady) return;
    if (key.name === 'escape') this.decide('cancel');
    else if (key.name === 'text') {
      const choice = ({ y: 'accept', a: 'acceptForSession', n: 'decline' } as const)[key.text.toLowerCase()];
      if (choice) this.decide(choice);
    }
  }

  get #isReady(): boolean {
    return this.#now() - this.#shownAt >= UNREAD_MS;
  }

  decide(choice: Choice): void {
    const { request } = this;
    if (request.method !== 'item/permissions/requestApproval') return request.answer({ decision: choice });
    const isGranted = choice === 'accept' || choice === 'acceptForSession';
    request.answer({
      permissions: isGranted ? granted(request.params.permissions) : {},
      scope: choice === 'acceptForSession' ? 'session' : 'turn',
    });
    if (choice === 'cancel') this.#cancelTurn();
  }

  #title(): string {
    const { request } = this;
    if (request.method === 'item/fileChange/requestApproval') return 'May these files be changed?';
    if (request.method === 'item/permissions/requestApproval') return 'May the model have these permissions?';
    const { networkApprovalContext: network } = request.params;
    return network ? `May it connect to ${shownLine(network.host)}?` : 'May this command run?';
  }

  #facts({ width, paint }: Look): string[] {
    const { params, method } = this.request;
    const facts: [string, string | null][] = [['Reason', params.reason]];
    if (method === 'item/fileChange/requestApproval') {
      const { grantRoot } = params as v2.FileChangeRequestApprovalParams;
      facts.push(['Grants', grantRoot === null ? null : `writing below ${grantRoot}`]);
    } else facts.push(['Folder', (params as { cwd: string | null }).cwd]);
    return facts.flatMap(([name, text]) =>
      text ? indented(wrapWords(shown(text), width - name.length - 2), `${paint.dim(`${name}:`)} `, '  ') : [],
    );
  }

  #body(look: Look): string[] {
    const { request } = this;
    switch (request.method) {
      case 'item/commandExecution/requestApproval': {
        const { command, additionalPermissions } = request.params;
        const lines = shown(command ?? '')
          .split('\n')
          .flatMap((line) => wrapCode(line, look.width));
        return [...lines.map(look.paint.bold), ...permissionLines(additionalPermissions, look)];
      }
      case 'item/fileChange/requestApproval':
        return changesLines(this.#changes(), this.#cwd, look);
      case 'item/permissions/requestApproval':
        return permissionLines(request.params.permissions, look);
    }
  }

  /** The cell of what is asked about. */
  get cellKey(): string {
    const { turnId, itemId } = this.request.params;
    return itemKey(turnId, itemId);
  }

  #changes(): readonly v2.FileUpdateChange[] {
    const cell = this.#transcript().cells.find(
      (other): other is FilesCell => other.kind === 'files' && other.key === this.cellKey,
    );
    return cell?.changes ?? [];
  }

  #options(paint: Paint): string {
    const key = (letter: string, what: string) => `${paint.bold(letter)} ${what}`;
    return [
      key('y', 'yes'),
      key('a', 'yes, for this session'),
      key('n', 'no, and go on'),
      key('Esc', 'no, and stop'),
    ].join(paint.dim(' \u00b7 '));
  }
}

function permissionLines(wanted: v2.AdditionalPermissionProfile | null, { width }: Look): string[] {
  if (wanted === null) return [];
  // Permissions of a later server are shown too, so that the user sees everything before it is granted.
  return JSON.stringify(wanted, (_, value) => value ?? undefined, 2)
    .split('\n')
    .slice(1, -1)
    .flatMap((line) => wrapHard(shown(line), width));
}

const granted = ({ network, fileSystem }: v2.RequestPermissionProfile): v2.GrantedPermissionProfile => ({
  ...(network ? { network } : {}),
  ...(fileSystem ? { fileSystem } : {}),
});

import type { FileChange, v2 } from '../../generated-types/index.js';
import type { Notification } from './client.js';

const colours = { dim: 90, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36, bold: 1 } as const;

/** Writes a conversation in a form that is pleasant to read; with colour where the output is a terminal. */
export class Screen {
  readonly #colour: boolean;
  #open: 'answer' | 'thought' | undefined;

  constructor(
    readonly out: NodeJS.WriteStream,
    env: NodeJS.ProcessEnv,
  ) {
    this.#colour = out.isTTY === true && !env.NO_COLOR;
  }

  title(text: string): void {
    this.#line(`\n${this.#paint('bold', text)}`);
  }

  note(text: string): void {
    this.#line(this.#paint('dim', `  ${text}`));
  }

  user(text: string): void {
    this.#line(`\n${this.#paint('green', '▌ you')}\n${text}`);
  }

  approval(text: string): void {
    this.#line(`\n${this.#paint('yellow', '▌ may it run this?')}\n  ${text}`);
  }

  wire(direction: string, line: string): void {
    this.#line(`${this.#paint(direction === '->' ? 'yellow' : 'cyan', direction)} ${line}`);
  }

  /** Shows a notification as it comes. */
  notification(notification: Notification | v2.ServerNotification): void {
    if (notification.method.startsWith('codex/event/')) this.#event(notification as Notification);
    else this.#threadEvent(notification as v2.ServerNotification);
  }

  #threadEvent({ method, params }: v2.ServerNotification): void {
    switch (method) {
      case 'item/reasoning/summaryTextDelta':
        return this.#stream('thought', 'dim', '▌ thinking', params.delta);
      case 'item/agentMessage/delta':
        return this.#stream('answer', 'blue', '▌ agent', params.delta);
      case 'item/started':
        return this.#itemStarted(params.item);
      case 'item/completed':
        return this.#itemCompleted(params.item);
      case 'error':
        return this.#line(this.#paint('red', `\n▌ error\n${params.error.message}`));
      default:
        return;
    }
  }

  #itemStarted(item: v2.ThreadItem): void {
    if (item.type === 'commandExecution') this.#line(`\n${this.#paint('cyan', '▌ command')}\n  $ ${item.command}`);
    if (item.type !== 'fileChange') return;
    this.#line(`\n${this.#paint('cyan', '▌ patch')}`);
    for (const { path, diff } of item.changes) this.#diff(path, diff.trimEnd());
  }

  #itemCompleted(item: v2.ThreadItem): void {
    if (item.type !== 'commandExecution') return;
    if (item.aggregatedOutput !== null) this.#output(item.aggregatedOutput);
    const code = item.exitCode === null ? item.status : `exit code ${item.exitCode}`;
    this.#line(this.#paint(item.exitCode === 0 ? 'green' : 'red', `  ${code}`));
  }

  #output(text: string): void {
    for (const line of text.trimEnd().split('\n')) this.#line(this.#paint('dim', `  ${line}`));
  }

  #event({ params: { msg } }: Notification): void {
    switch (msg?.type) {
      case 'agent_reasoning_delta':
        return this.#stream('thought', 'dim', '▌ thinking', msg.delta);
      case 'agent_message_delta':
        return this.#stream('answer', 'blue', '▌ agent', msg.delta);
      case 'plan_update':
        this.#line(`\n${this.#paint('cyan', '▌ plan')}`);
        for (const { step, status } of msg.plan) {
          const mark = { completed: '✔', in_progress: '▸', pending: '·' }[status];
          this.#line(`  ${mark} ${status === 'completed' ? this.#paint('dim', step) : step}`);
        }
        return;
      case 'exec_command_begin':
        return this.#line(`\n${this.#paint('cyan', '▌ command')}\n  $ ${msg.command.join(' ')}`);
      case 'exec_command_end':
        this.#output(msg.aggregated_output);
        return this.#line(this.#paint(msg.exit_code === 0 ? 'green' : 'red', `  exit code ${msg.exit_code}`));
      case 'apply_patch_approval_request':
        this.#line(`\n${this.#paint('cyan', '▌ patch')}`);
        for (const [path, change] of Object.entries(msg.changes)) this.#change(path, change);
        return;
      case 'turn_aborted':
        return this.#line(this.#paint('yellow', `\n▌ ${msg.reason}`));
      case 'error':
        return this.#line(this.#paint('red', `\n▌ error\n${msg.message}`));
      default:
        return;
    }
  }

  #change(path: string, change: FileChange | undefined): void {
    if (!change) return;
    if ('add' in change) return this.#diff(`new ${path}`, change.add.content.trimEnd().replace(/^/gm, '+'));
    if ('delete' in change) return this.#diff(`gone ${path}`, change.delete.content.trimEnd().replace(/^/gm, '-'));
    this.#diff(path, change.update.unified_diff.trimEnd());
  }

  #diff(heading: string, lines: string): void {
    this.#line(`  ${this.#paint('bold', heading)}`);
    for (const line of lines.split('\n')) {
      const colour = line.startsWith('+') ? 'green' : line.startsWith('-') ? 'red' : 'dim';
      this.#line(`  ${this.#paint(colour, line)}`);
    }
  }

  #stream(kind: 'answer' | 'thought', colour: keyof typeof colours, heading: string, text: string): void {
    if (this.#open !== kind) {
      this.#line(`\n${this.#paint(colour, heading)}`);
      this.#open = kind;
    }
    this.out.write(kind === 'thought' ? this.#paint('dim', text) : text);
  }

  #line(text: string): void {
    if (this.#open) this.out.write('\n');
    this.#open = undefined;
    this.out.write(`${text}\n`);
  }

  #paint(colour: keyof typeof colours, text: string): string {
    return this.#colour ? `\x1b[${colours[colour]}m${text}\x1b[0m` : text;
  }
}

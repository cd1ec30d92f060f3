import { readFileSync } from 'node:fs';
import { arch, machine, platform, release } from 'node:os';
import type { ClientName } from '../api/client.js';
import type { ServerIdentity } from '../core/ports/index.js';

/** A test compares it with package.json; reading that file at start-up would cost more than it saves. */
export const VERSION = '0.1.0';

/** The release of the reference whose protocol is spoken: clients read it from the user agent and refuse old ones. */
export const PROTOCOL_LEVEL = '0.171.0';

export const DEFAULT_ORIGINATOR = 'turnwire';

/** The name for models and issuers. Outside of a request, the server names the connected client; when several clients differ, it names none. */
export type OutwardIdentity = ServerIdentity & { userAgent(client?: ClientName): string };

/** How this process names itself to model providers, in rollouts, and to its clients. */
export class Identity {
  readonly version = VERSION;
  readonly originator: string;
  readonly source: 'vscode' | 'cli' | 'exec';
  readonly #env: NodeJS.ProcessEnv;
  #system: string | undefined;

  constructor(
    env: NodeJS.ProcessEnv,
    warn: (message: string) => void = () => {},
    source: 'vscode' | 'cli' | 'exec' = 'vscode',
  ) {
    this.#env = env;
    this.source = source;
    const wanted = env.CODEX_INTERNAL_ORIGINATOR_OVERRIDE;
    const usable = wanted !== undefined && /^[\x20-\x7e]+$/.test(wanted);
    if (wanted && !usable) warn('CODEX_INTERNAL_ORIGINATOR_OVERRIDE is no header value and is not used');
    this.originator = usable ? wanted : DEFAULT_ORIGINATOR;
  }

  /** `turnwire/0.171.0 (Debian 12; x86_64) vscode/1.2 (editor; 3)` (C4). */
  userAgent(client?: ClientName): string {
    this.#system ??= `(${systemName()}; ${machineName()}) ${terminal(this.#env)}`;
    const name = client === undefined ? '' : `${client.name}; ${client.version}`.trim();
    const suffix = name === '' ? '' : ` (${name})`;
    return `${this.originator}/${PROTOCOL_LEVEL} ${this.#system}${suffix}`.replace(/[^\x20-\x7e]/g, '_');
  }
}

/** Read from a file: starting `lsb_release` or `uname` would cost more than everything else `initialize` does. */
function systemName(): string {
  if (platform() === 'linux') {
    try {
      const text = readFileSync('/etc/os-release', 'utf8');
      const field = (key: string) => new RegExp(`^${key}="?([^"\n]*)"?$`, 'm').exec(text)?.[1];
      return [field('NAME')?.replace(' GNU/Linux', '') ?? 'Linux', field('VERSION_ID') ?? ''].join(' ').trim();
    } catch {
      return `Linux ${release()}`;
    }
  }
  const names: Partial<Record<NodeJS.Platform, string>> = { darwin: 'Mac OS', win32: 'Windows' };
  return `${names[platform()] ?? platform()} ${release()}`;
}

const machineName = (): string => machine() || arch();

/** The terminal or editor in which this process runs; the first match counts. */
function terminal(env: NodeJS.ProcessEnv): string {
  return describeTerminal(env).replace(/[^A-Za-z0-9._/-]/g, '_');
}

function describeTerminal(env: NodeJS.ProcessEnv): string {
  const term = env.TERM ?? '';
  const versioned = (name: string, version: string | undefined) => (version ? `${name}/${version}` : name);
  if (env.TERM_PROGRAM) return versioned(env.TERM_PROGRAM, env.TERM_PROGRAM_VERSION);
  if (env.WEZTERM_VERSION !== undefined) return versioned('WezTerm', env.WEZTERM_VERSION);
  if (env.KITTY_WINDOW_ID !== undefined || term.includes('kitty')) return 'kitty';
  if (env.ALACRITTY_SOCKET !== undefined || term === 'alacritty') return 'Alacritty';
  if (env.KONSOLE_VERSION !== undefined) return versioned('Konsole', env.KONSOLE_VERSION);
  if (env.GNOME_TERMINAL_SCREEN !== undefined) return 'gnome-terminal';
  if (env.VTE_VERSION !== undefined) return versioned('VTE', env.VTE_VERSION);
  if (env.WT_SESSION !== undefined) return 'WindowsTerminal';
  return term || 'unknown';
}

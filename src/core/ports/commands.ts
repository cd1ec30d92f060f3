import type { SandboxPolicy } from '../../domain/policies.js';

/** A command that a client runs. Its output comes when the command has ended. */
export interface OneOffCommand {
  readonly argv: readonly string[];
  /** Default: the server's. */
  readonly cwd?: string | undefined;
  readonly timeoutMs?: number | undefined;
  /** Default: that of the configuration. */
  readonly policy?: SandboxPolicy | undefined;
  readonly signal: AbortSignal;
}

/** What a client's command may do: what a policy or a permission profile says, or everything, in the environment of the server. */
export type Confinement = { readonly policy: SandboxPolicy } | { readonly profile: string } | 'none';

/** In characters. */
export interface TerminalSize {
  readonly rows: number;
  readonly cols: number;
}

/** A command that a client talks to while it runs. */
export interface ClientCommand {
  readonly argv: readonly string[];
  /** Default: the server's. */
  readonly cwd?: string | undefined;
  /** Added to the environment; null removes a variable. */
  readonly env?: Readonly<Record<string, string | null>> | undefined;
  /** Default: none. */
  readonly timeoutMs?: number | undefined;
  /** Default: the policy of the configuration. */
  readonly confinement?: Confinement | undefined;
  /** Whether the client may write to it. */
  readonly hasStdin: boolean;
  /** Its input and output are a terminal of this size. All output is then `stdout`. */
  readonly terminal?: TerminalSize | undefined;
  /** A promise that it returns is waited for before more is read. */
  readonly onOutput: (stream: 'stdout' | 'stderr', chunk: Buffer) => unknown;
}

export interface ClientCommandEnd {
  /** 124 for a time-out, 128 + n for a signal. */
  readonly exitCode: number;
  /** A process in the background still had the output open when the command had ended. */
  readonly heldOpen: boolean;
}

export interface ClientProcess {
  /** Resolves when it runs. Rejects with `AppError` when it cannot. */
  readonly started: Promise<void>;
  /** Resolves after the last output. Rejects as `started` does. */
  readonly ended: Promise<ClientCommandEnd>;
  /** Bytes that were written and that it has not read. */
  readonly unread: number;
  /** Call it after the start only. Data that is written after the end of the command is lost. */
  write(data: Uint8Array): void;
  closeStdin(): void;
  /** Changes the size of the terminal, if there is one. */
  resize(size: TerminalSize): void;
  /** Ends the command and its children at once. */
  kill(): void;
}

export interface Commands {
  /** Runs a command for a client in the sandbox. Throws `AppError` when it cannot start or is cut off. */
  runOneOff(command: OneOffCommand): Promise<{ exitCode: number; stdout: string; stderr: string }>;
  /** Never throws. */
  start(command: ClientCommand): ClientProcess;
}

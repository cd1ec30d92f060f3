import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { McpProgram } from '../../core/ports/mcp.js';
import type { Ending, LongRunning } from '../../process/long-running.js';
import type { Supervisor } from '../../process/supervisor.js';
import { programEnvironment } from './environment.js';
import { StderrLines } from './stderr-lines.js';

export interface ProgramDependencies {
  readonly supervisor: Supervisor;
  /** The environment of this server. */
  readonly env: NodeJS.ProcessEnv;
  /** Contains the folders of the programs without a configured folder. */
  readonly folder: string;
}

/** A connection closes shortly before its program has ended. */
const ENDING_MS = 200;

/** The running program of a server. */
export class Program {
  readonly child: LongRunning;
  readonly #settings: McpProgram;
  readonly #stderr: StderrLines;

  constructor(
    name: string,
    settings: McpProgram,
    { supervisor, env, folder }: ProgramDependencies,
    onStderr: (line: string) => void,
  ) {
    this.#settings = settings;
    this.child = supervisor.start({
      argv: [settings.command, ...settings.args],
      cwd: settings.cwd ?? ownFolder(join(folder, name)),
      env: programEnvironment(settings, env),
    });
    const secrets = [...Object.values(settings.env), ...settings.envVars.flatMap((name) => env[name] ?? [])];
    this.#stderr = new StderrLines(this.child, secrets, onStderr);
  }

  get lastLine(): string | undefined {
    return this.#stderr.last();
  }

  /** Why it has ended; undefined while it runs. */
  async ending(): Promise<string | undefined> {
    const soon = new Promise<undefined>((resolve) => setTimeout(resolve, ENDING_MS, undefined));
    const ending = await Promise.race([this.child.ended, soon]);
    return ending && endingText(ending, this.#settings.command, this.lastLine);
  }
}

/** The folder of a program, created if needed. `npx` and similar programs search upwards for a project until they find a `package.json` (C304). */
function ownFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const file = join(path, 'package.json');
  if (!existsSync(file)) writeFileSync(file, '{ "private": true }\n');
  return path;
}

function endingText(ending: Ending, command: string, lastLine: string | undefined): string {
  const words = lastLine === undefined ? '' : `: ${lastLine}`;
  switch (ending.kind) {
    case 'not-started':
      return ending.error.code === 'ENOENT'
        ? `No such file or directory (os error 2): ${command}`
        : ending.error.message;
    case 'exited':
      return `the server ended with exit code ${ending.exitCode}${words}`;
    case 'killed':
      return `the server was ended by ${ending.signal}${words}`;
  }
}

import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Finding } from '../core/ports/index.js';
import type { McpProgram, McpSettings } from '../core/ports/mcp.js';

/** Programs that read a file in their start folder and run what it names. */
const RUNNERS: Readonly<Record<string, string>> = {
  npm: 'package.json',
  pnpm: 'package.json',
  yarn: 'package.json',
  bun: 'package.json',
  deno: 'deno.json',
  uv: 'pyproject.toml',
  poetry: 'pyproject.toml',
  cargo: 'Cargo.toml',
  make: 'Makefile',
  just: 'justfile',
  bundle: 'Gemfile',
};

/** Advises which key to set for servers that seem to need the folder in which they were started before: that of the conversation, or of this server (C304). */
export function mcpFindings(
  { servers }: McpSettings,
  cwd: string,
  folders: readonly string[],
  project: string,
): Finding[] {
  return servers.flatMap(({ name, endpoint }) => {
    if (endpoint.kind === 'address' || endpoint.cwd !== undefined) return [];
    const needed = folders.map((folder) => neededIn(folder, endpoint)).find((what) => what !== undefined);
    if (needed === undefined) return [];
    const message =
      `The MCP server \`${name}\` does not start in ${cwd}, because config.toml does not trust this project, and it seems to need \`${needed}\` there. ` +
      `Set \`cwd\` in [mcp_servers.${name}], or trust the project: [projects.${JSON.stringify(project)}] trust_level = "trusted".`;
    return [{ about: `mcp_servers.${name}.cwd ${project}`, message }];
  });
}

/** The file of a folder that a program needs, as far as its command line shows. */
function neededIn(folder: string, { command, args }: McpProgram): string | undefined {
  const has = (path: string): boolean => existsSync(join(folder, path));
  const isRelative = (word: string): boolean => word !== '' && !word.startsWith('-') && !word.startsWith('/');
  if (isRelative(command) && /[\\/]/.test(command) && has(command)) return command;
  const program = basename(command).replace(/\.(cmd|exe)$/i, '');
  const manifest = Object.hasOwn(RUNNERS, program) ? RUNNERS[program] : undefined;
  if (manifest !== undefined && has(manifest)) return manifest;
  const installed = [command, ...args].map((word) => join('node_modules', '.bin', word));
  if (program === 'npx' || isRelative(command)) {
    const bin = installed.find((path, at) => isRelative([command, ...args][at] ?? '') && has(path));
    if (bin !== undefined) return bin;
  }
  return args.find((arg) => isRelative(arg) && has(arg));
}

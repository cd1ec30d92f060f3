import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, NPM, OPTIONS } from '../clients/packages.js';

const CODE_SERVER = '4.139.1';
/** Modules of VS Code that would have to be compiled, and what stands in for them here. */
const STAND_INS = { '@vscode/sqlite3/lib/sqlite3.js': 'sqlite.cjs', '@vscode/spdlog/index.js': 'spdlog.cjs' };

/** Fetches the VS Code that the package `code-server` carries, and gives its folder. */
export function fetchVsCode(): string {
  const folder = join(install('vscode', { 'code-server': CODE_SERVER }), 'code-server/lib/vscode');
  // It looks for some of its files there. Made last, so a fetch that was broken off is begun again.
  const mark = join(folder, 'node_modules.asar');
  if (!existsSync(mark)) {
    fetchModules(folder);
    symlinkSync('node_modules', mark);
  }
  for (const [module, standIn] of Object.entries(STAND_INS))
    copyFileSync(fileURLToPath(new URL(`stand-ins/${standIn}`, import.meta.url)), join(folder, 'node_modules', module));
  return folder;
}

function fetchModules(folder: string): void {
  console.error('fetching the modules of VS Code …');
  const { status } = spawnSync(NPM, ['install', ...OPTIONS, '--omit=dev'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0)
    throw new Error('the modules of VS Code could not be fetched from the npm registry; this needs the network once');
}

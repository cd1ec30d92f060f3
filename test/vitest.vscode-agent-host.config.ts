import { mergeConfig } from 'vitest/config';
import clients from './vitest.clients.config.js';

/** VS Code's agent host against the built server. It is fetched, so this is not part of `npm test`. `test/clients/run.ts` starts it. */
const config = mergeConfig(clients, {});
config.test.include = ['test/vscode-agent-host/**/*.test.ts'];
export default config;

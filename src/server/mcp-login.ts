import { McpCredentialFile } from '../auth/mcp/credential-file.js';
import type { McpAddress, McpLogin } from '../core/ports/mcp.js';
import { lateModule } from '../os/late-import.js';
import { headersTo } from '../tools/mcp/headers.js';

const loadSignIn = lateModule(() => import('../auth/mcp/sign-in.js'));

/** Sign-ins to MCP servers for clients of the server; `turnwire mcp login` does the same on the command line. `close` ends those that wait for a browser. */
export function createMcpLogin(home: string, env: NodeJS.ProcessEnv): McpLogin & { close(): void } {
  const closing = new AbortController();
  const file = new McpCredentialFile(home);
  return {
    async begin(name: string, address: McpAddress, { scopes = address.scopes, signal }) {
      const { signIn } = await loadSignIn();
      const target = { name, url: address.url };
      return new Promise((resolve, reject) => {
        const ended = signIn(target, {
          headers: headersTo(address, env),
          scopes,
          client: address.client,
          resource: address.resource,
          show: (page) => resolve({ page, ended }),
          signal: AbortSignal.any([signal, closing.signal]),
          env,
        }).then((credentials) => file.keep(target, credentials));
        // Before the page is known, a failure rejects the start; after that, it rejects `ended`.
        ended.catch(reject);
      });
    },
    close: () => closing.abort(new Error('the server is ending')),
  };
}

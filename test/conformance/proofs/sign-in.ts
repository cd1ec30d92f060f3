import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { scratchFolder } from '../../support/scratch.js';
import { OURS, type Server, startServer } from '../../support/server.js';
import { type Proof, SCRATCH } from '../proof.js';

interface Begun {
  readonly loginId: string;
  readonly authUrl: string;
}

/** Nothing here needs a network; both servers take port 1455 of this machine, one after the other. */
export default {
  name: 'a sign-in begins, ends and gives way alike',
  async run(reference) {
    const theirs = [reference, 'app-server'];
    deepStrictEqual(await withServer(OURS, asked), await withServer(theirs, asked));
    deepStrictEqual(await withServer(OURS, ended), await withServer(theirs, ended));
    await givesWay(theirs, OURS);
    await givesWay(OURS, theirs);
  },
} satisfies Proof;

/** The page to open; what is made up or names the program is left out. */
async function asked(server: Server) {
  const { loginId, authUrl } = await server.request<Begun>('loginChatGpt');
  await server.request('cancelLoginChatGpt', { loginId });
  const { origin, pathname, searchParams, search } = new URL(authUrl);
  match(searchParams.get('state') ?? '', /^[\w-]{43}$/);
  match(searchParams.get('code_challenge') ?? '', /^[\w-]{43}$/);
  const made = ['state', 'code_challenge', 'originator'];
  const spaces = search.includes('openid%20profile');
  return { origin, pathname, spaces, query: [...searchParams].map(([k, v]) => [k, made.includes(k) ? '…' : v]) };
}

/** What clients get about failed sign-ins, and what the browser gets. */
async function ended(server: Server) {
  const told: unknown[] = [];
  const begin = () => server.request<Begun>('loginChatGpt');
  const end = async ({ loginId }: Begun) => {
    const { params } = await server.next('loginChatGptComplete');
    told.push({ ...(params as object), loginId: (params as Begun).loginId === loginId });
  };
  const first = await begin();
  told.push(await server.request('cancelLoginChatGpt', { loginId: first.loginId }));
  await end(first);
  const unknown = await server.refused('cancelLoginChatGpt', { loginId: first.loginId });
  told.push(unknown.code, unknown.message.replace(first.loginId, '…'));
  // Ended by its page: the reference forgets a `cancelLoginChatGpt` that comes while it is still busy with one.
  const second = await begin();
  const { status, text } = await get('/auth/callback?code=c&state=wrong');
  told.push(status, text.includes('State mismatch'));
  told.push((await get('/nothing')).status);
  told.push(await get('/cancel'));
  await end(second);
  const third = await begin();
  told.push(await server.request('loginApiKey', { apiKey: 'sk-1' }));
  await end(third);
  const fourth = await begin();
  told.push(await server.request('logoutChatGpt'));
  await end(fourth);
  return told;
}

async function givesWay(one: readonly string[], other: readonly string[]): Promise<void> {
  await withServer(one, (first) =>
    withServer(other, async (second) => {
      const { loginId } = await first.request<Begun>('loginChatGpt');
      const taken = await second.request<Begun>('loginChatGpt');
      strictEqual(new URL(taken.authUrl).searchParams.get('redirect_uri'), 'http://localhost:1455/auth/callback');
      deepStrictEqual((await first.next('loginChatGptComplete')).params, {
        loginId,
        success: false,
        error: 'Login server error: Login cancelled',
      });
      await second.request('cancelLoginChatGpt', { loginId: taken.loginId });
    }),
  );
}

async function withServer<T>(command: readonly string[], use: (server: Server) => Promise<T>): Promise<T> {
  await using home = await scratchFolder('home', SCRATCH);
  // The reference knows no other port.
  const config = 'turnwire.auth.ports = [1455]';
  // No sign-in may be left waiting: the reference does not end before it (C2).
  await using server = await startServer({ command, home: home.path, cwd: home.path, config, validate: false });
  await server.request('initialize', { clientInfo: { name: 'conformance', version: '1' } });
  return await use(server);
}

async function get(path: string): Promise<{ status: number | undefined; text: string }> {
  const asked = request({ host: '127.0.0.1', port: 1455, path, agent: false, headers: { host: 'localhost:1455' } });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk;
  return { status: answer.statusCode, text };
}

import type { ProviderSettings } from '../core/ports/index.js';
import { ModelError } from '../core/ports/index.js';

interface LocalServer {
  readonly start: string;
  readonly fetchModel: (model: string) => string;
}

const OLLAMA: LocalServer = {
  start: 'start Ollama (`ollama serve`)',
  fetchModel: (model) => `fetch it with \`ollama pull ${model}\``,
};

/** Advice for users about the servers that the built-in providers expect on this machine. */
const SERVERS: Record<string, LocalServer> = {
  oss: OLLAMA,
  ollama: OLLAMA,
  lmstudio: {
    start: 'start the server of LM Studio (`lms server start`)',
    fetchModel: (model) => `fetch it with \`lms get ${model}\``,
  },
};

/** Adds advice to the error when such a server does not run or lacks the model; any other error stays unchanged. */
export function explainLocalServer(error: unknown, provider: ProviderSettings, model: string): unknown {
  const server = SERVERS[provider.id];
  if (!server || !(error instanceof ModelError)) return error;
  if (refused(error.cause)) {
    const reason = `nothing answers at ${provider.baseUrl}: ${server.start}, or set another address`;
    return new ModelError(reason, {
      cause: error,
      final: true,
      failure: { code: 'model_unreachable', provider: provider.id, reason },
    });
  }
  if (error.failure?.code === 'model_not_found') {
    const reason = `${provider.baseUrl} does not have the model ${model}: ${server.fetchModel(model)}`;
    return new ModelError(reason, {
      cause: error,
      final: true,
      failure: { code: 'model_not_found', provider: provider.id, reason },
    });
  }
  return error;
}

/** The code of the transport is somewhere in the chain of causes. */
function refused(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  return ('code' in cause && cause.code === 'ECONNREFUSED') || refused(cause.cause);
}

/** Whether a server runs on this machine or in its local network, where users run their own servers. */
export function isNearby(address: string | undefined): boolean {
  if (address === undefined || !URL.canParse(address)) return false;
  const host = new URL(address).hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    /^(localhost|host\.docker\.internal|::1|0\.0\.0\.0)$|\.(localhost|local|lan|internal)$/.test(host) ||
    /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^f[cd][0-9a-f]{2}:/.test(host)
  );
}

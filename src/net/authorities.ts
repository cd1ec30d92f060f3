import type { SecureContext } from 'node:tls';
import { readRegularFile } from '../os/open-regular-file.js';
import { NetworkSettingsError } from './proxy.js';

const MAX_BYTES = 16 * 1024 * 1024;

/** Each names a file of certificates in PEM form that are trusted beside the built-in ones. */
const VARIABLES = ['CODEX_CA_CERTIFICATE', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'];

export interface AuthorityFile {
  readonly variable: string;
  readonly path: string;
}

/** The files of further certificate authorities that the environment names. */
export function authorityFiles(env: NodeJS.ProcessEnv): AuthorityFile[] {
  return VARIABLES.flatMap((variable) => {
    const path = env[variable]?.trim();
    return path ? [{ variable, path }] : [];
  });
}

/** Trusts the built-in authorities and those of the files; undefined without files: then Node's own is right. Throws `NetworkSettingsError`. */
export async function secureContextWith(files: readonly AuthorityFile[]): Promise<SecureContext | undefined> {
  if (files.length === 0) return undefined;
  const { createSecureContext, rootCertificates } = await import('node:tls');
  const ca = [...rootCertificates];
  for (const { variable, path } of files) {
    const bytes = await readRegularFile(path, { maxBytes: MAX_BYTES }).catch((e: Error) => {
      throw new NetworkSettingsError(`the file that ${variable} names (${path}) cannot be read: ${e.message}`, {
        cause: e,
      });
    });
    ca.push(...(await certificatesIn(bytes.toString('latin1'), `the file that ${variable} names (${path})`)));
  }
  return createSecureContext({ ca });
}

const PEM = /-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----.*?-----END \1-----/gs;

/** Each is read here once: OpenSSL passes over what it cannot read. */
async function certificatesIn(text: string, where: string): Promise<string[]> {
  const { X509Certificate } = await import('node:crypto'); // takes 5 ms, for which each first turn would wait
  const found: string[] = text.match(PEM) ?? [];
  if (found.length === 0) throw new NetworkSettingsError(`${where} holds no certificate in PEM form`);
  for (const [index, certificate] of found.entries()) {
    try {
      new X509Certificate(certificate);
    } catch (e) {
      throw new NetworkSettingsError(`${where} holds no usable certificate as its number ${index + 1}`, { cause: e });
    }
  }
  return found;
}

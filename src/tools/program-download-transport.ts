import type { Readable } from 'node:stream';
import type { Environment } from './find-program.ts';

/** How a server answered one request; `body` is still to come. */
export type Answer = {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Readable;
};

/** Sends one GET, follows nothing. Rejects where no answer comes. Who calls it has seen to it that the address is https. */
export type Transport = (url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<Answer>;

const proxySettings = ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'] as const;

/**
 * Over TLS, with the certificates that Node.js trusts, through the proxy that HTTPS_PROXY names where NO_PROXY doesn't except
 * the host. Not fetch: of Node.js 24 it knows proxies for the whole process alone, this agent for itself.
 */
export function httpsTransport(env: Environment): Transport {
  return async (url, headers, signal) => {
    const { Agent, request } = await import('node:https');
    const proxyEnv = Object.fromEntries(proxySettings.map((name) => [name, env[name]]));
    const agent = new Agent({ proxyEnv, keepAlive: false });
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const asked = request(url, { agent, headers, signal }, (body) => resolve({ status: body.statusCode ?? 0, headers: body.headers, body }));
    asked.on('error', reject);
    asked.end();
    return await promise;
  };
}

import { dockerPort, type Docker } from './docker.ts';
import { type Builder, openBuilder } from './docker-builder.ts';

export type Bench = { readonly docker: Docker; readonly builder: Builder & { readonly kind: 'buildx' } };

/** This machine's Docker with a builder that is there anyway; or why tests that build are skipped. */
export async function benchOf(signal: AbortSignal = new AbortController().signal): Promise<Bench | string> {
  const opened = await dockerPort(process.env, signal, []).open();
  if (opened.kind === 'fault') return opened.fault.message;
  if (opened.kind === 'absent') return opened.absence.reason;
  const listed = await opened.docker.run(['buildx', 'inspect', process.env['DOCC_BUILDER'] ?? 'docc'], { timeoutMs: 20_000, maxOutputBytes: 1_000_000 });
  if (listed.kind !== 'exited' || listed.code !== 0) return 'there is no builder named docc, and making one takes a registry';
  const made = await openBuilder(opened.docker, process.env);
  if (made.kind === 'fault') return made.fault.message;
  return made.builder.kind === 'buildx' ? { docker: opened.docker, builder: made.builder } : 'this Docker has no buildx';
}

import { BlockList, isIPv6 } from 'node:net';
import type { ParsedDockerfile } from '../dockerfile/section.ts';

/** Networks that are nobody's on the internet: a machine's own, its neighbours', and where clouds tell a machine who it is. https://www.iana.org/assignments/iana-ipv4-special-registry */
const own = new BlockList();
for (const [network, bits] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.168.0.0', 16]] as const) own.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [['::1', 128], ['::', 128], ['fc00::', 7], ['fe80::', 10]] as const) own.addSubnet(network, bits, 'ipv6');

const ownName = /(?:^|\.)(?:localhost|local|internal|home\.arpa|lan)$/;

/**
 * The first ADD that fetches from the network of whoever builds. BuildKit itself fetches it, whatever network steps are given: nothing
 * around a step keeps it from there.
 */
export function inwardAdd({ stages }: ParsedDockerfile): { readonly line: number; readonly message: string } | undefined {
  for (const { keyword, line, text } of stages.flatMap(({ instructions }) => instructions)) {
    const address = keyword === 'ADD' ? text.split(/\s+/).find(leadsInward) : undefined;
    if (address !== undefined) return { line, message: `ADD ${address.slice(0, 200)} fetches from the network of whoever builds the image, which docc doesn't do` };
  }
  return undefined;
}

function leadsInward(word: string): boolean {
  const address = /^["'[]*((?:https?|git|ssh|ftp):\/\/[^\s"',\]]+\]?[^\s"',]*)/.exec(word)?.[1];
  const host = address === undefined ? undefined : hostOf(address);
  if (host === undefined) return false;
  if (isIPv6(host)) return own.check(host, 'ipv6');
  return /^\d+(?:\.\d+){3}$/.test(host) ? own.check(host, 'ipv4') : ownName.test(host) || !host.includes('.');
}

/** As a browser reads it: `0x7f.1` is 127.0.0.1. Undefined where a variable stands in it. */
function hostOf(address: string): string | undefined {
  const plain = address.replace(/^(?:git|ssh|ftp):/, 'http:');
  if (plain.includes('$') || !URL.canParse(plain)) return undefined;
  return new URL(plain).hostname.replaceAll(/^\[|\]$|\.$/g, '').toLowerCase();
}

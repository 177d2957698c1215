import type { Fault } from '../evidence/observation.ts';
import { type Docker, quick } from './docker.ts';
import { failureOf } from './program.ts';

/** The container in which buildx runs the BuildKit of a builder that it made; its only node is numbered 0. */
export const containerOf = (builder: string): string => `buildx_buildkit_${builder}0`;

/**
 * What the world has for itself: private, shared and link-local addresses, a cloud's metadata among them, and the address by which
 * Azure's machines, GitHub's runners too, are told what they are: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
 */
const private4 = ['10.0.0.0/8', '100.64.0.0/10', '168.63.129.16/32', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];
const private6 = ['fc00::/7', 'fe80::/10'];

/** A step shares BuildKit's network, and may not change it. Its name servers are asked for names and for nothing else. */
const fencing = `set -e
refuse() { "$1" -A OUTPUT -d "$2" -p tcp -j REJECT --reject-with tcp-reset; "$1" -A OUTPUT -d "$2" -j REJECT; }
ask() { for how in udp tcp; do "$1" -A OUTPUT -d "$2" -p $how --dport 53 -j ACCEPT; done; }
for server in $(awk '$1 == "nameserver" { print $2 }' /etc/resolv.conf); do
  case "$server" in *:*) ask ip6tables "$server" ;; *) ask iptables "$server" ;; esac
done
for range in ${private4.join(' ')}; do refuse iptables "$range"; done
if [ -e /proc/net/if_inet6 ]; then for range in ${private6.join(' ')}; do refuse ip6tables "$range"; done; fi`;

/** Keeps steps of a build that has a network to public addresses; undefined where that is done. */
export async function fence(docker: Docker, builder: string): Promise<Fault | undefined> {
  const failure = failureOf('docker container exec', await docker.run(['container', 'exec', containerOf(builder), 'sh', '-c', fencing], quick));
  if (failure === undefined) return undefined;
  return { message: `a build's steps can't be kept out of private networks: ${failure.message}`, repair: 'Use a builder that you made and trust with your network: DOCC_BUILDER=<its name>; `docker buildx ls` lists them.' };
}

import { type Finding, open } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import type { App } from '../../src/manifests/app.ts';
import { isolationOf } from '../../src/manifests/network.ts';
import type { Rule } from '../../src/manifests/network-rules.ts';
import { titleOf } from '../../src/manifests/objects.ts';
import { shownUnknown } from './containers.ts';
import { doorsOf, listeningOn } from './listening.ts';
import { narrowed, shut, unscrapable } from './network-fixes.ts';
import { breadthOf, type Door, namesScraper, opens } from './network-peers.ts';

/** What is wrong with who is let in: too many, nobody at the app's port, or no scraper. */
export function admission(app: App): readonly Finding[] {
  const rules = isolationOf(app).rules.filter(({ direction }) => direction === 'ingress');
  const wide = rules.flatMap((rule) => tooWide(app, rule));
  if (wide.some(({ kind }) => kind === 'trouble')) return wide;
  const doors = doorsHeld(app);
  const useful = rules.filter((rule) => doors.some((door) => opens(rule, door) === 'yes'));
  const perhaps = rules.find((rule) => doors.some((door) => opens(rule, door) === 'maybe'));
  if (useful.length === 0 && perhaps !== undefined) return [open(`which port ${code(titleOf(perhaps.policy))} opens depends on values that are not in the files`, perhaps.at)];
  if (useful.length === 0) return [shut(app, rules[0], doors[0]?.port ?? 8080)];
  return wide.length > 0 ? wide : scraper(app, useful);
}

function doorsHeld(app: App): readonly Door[] {
  const doors = doorsOf(app);
  const listening = listeningOn(app);
  return doors.length > 0 || listening.kind === 'unknown' ? doors : [{ port: listening.port, name: undefined }];
}

function tooWide(app: App, rule: Rule): readonly Finding[] {
  return rule.peers.flatMap((peer) => {
    const breadth = breadthOf(peer);
    if (breadth.kind === 'unknown') return [open(`whom ${code(titleOf(rule.policy))} lets in is ${shownUnknown(breadth.value)}`, rule.at)];
    return breadth.kind === 'wide' ? [narrowed(app, rule, peer, `${code(titleOf(rule.policy))} lets in ${breadth.says}`)] : [];
  });
}

/** One peer that isn't a scraper is the way in alone; of several, one may be. */
function scraper(app: App, rules: readonly Rule[]): readonly Finding[] {
  const peers = rules.flatMap((rule) => rule.peers.map((peer) => ({ rule, peer })));
  const [first] = peers;
  const told = peers.some(({ peer }) => peer.kind === 'block' || ('words' in peer && peer.words.some((word) => namesScraper(word) || word === '…')));
  if (told || peers.length > 1 || first === undefined) return [];
  return 'own' in first.peer && first.peer.own ? [] : [unscrapable(app, first.rule)];
}

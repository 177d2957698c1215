import { isMembers, mapTexts, type Members } from './json.ts';

/** As section manifests writes what files don't tell. */
const mark = /docc-unknown-\d{1,6}x/g;

const isOpen = (text: string): boolean => /docc-unknown-\d{1,6}x/.test(text);

/** Stands for a text that files don't tell: a valid name, label and host. */
const word = 'unknown';

/** Members whose value can be left to Kubernetes or is no text. */
const numeric = new Set(['replicas', 'minReplicas', 'maxReplicas', 'averageUtilization', 'minAvailable', 'maxUnavailable', 'terminationGracePeriodSeconds', 'progressDeadlineSeconds', 'revisionHistoryLimit', 'cpu', 'memory', 'ephemeral-storage']);

const hosts = new Set(['host', 'hosts', 'hostnames', 'hostname']);

export type Filled = { readonly body: Members; readonly filled: readonly string[] };

/** With something in the place of each value that files don't tell, and the names of the members where that is. */
export function filledIn(body: Members, host: string): Filled {
  const filled = new Set<string>();
  const made = mapTexts(body, (text, path) => {
    if (!isOpen(text)) return text;
    const name = path.at(-1) ?? '';
    // Which image it is, is decided by what it may be.
    if (name === 'image') return text;
    filled.add(path.filter((each) => !/^\d+$/.test(each)).join('.'));
    if (numeric.has(name)) return undefined;
    return hosts.has(name) ? host : text.replaceAll(mark, word);
  });
  return { body: isMembers(made) ? made : body, filled: [...filled].sort() };
}

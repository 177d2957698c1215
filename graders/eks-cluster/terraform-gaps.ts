import type { Root } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { valueOf } from '../../src/terraform/value.ts';
import { block, code, list } from '../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import { suggestedModules, suggestedProviders } from './knowledge/provider-releases.ts';
import { codeOf, commandIn, folderName, pathIn } from './terraform-folders.ts';
import { type Pinning, pinningsOf } from './terraform-modules.ts';
import { canonicalSource, namesTerraformVersion, type Requirement, requirementsOf, settingsBlock } from './terraform-requirements.ts';

/** Something of a folder's code that has no version. */
export type Gap = {
  /** After the folder's name: `has no lock file`. */
  readonly lack: string;
  readonly at: Location;
  readonly fix: string;
  readonly reproduce: string;
};

/** `lockedElsewhere`: a tool brings the lock file along when it runs. */
export function gapsOf(root: Root, { lockedElsewhere }: { readonly lockedElsewhere: boolean }): readonly Gap[] {
  const loose = requirementsOf(root).filter(({ constrained }) => !constrained);
  const gaps = [
    ...(namesTerraformVersion(root) ? [] : [programGap(root)]),
    ...loose.map((each) => providerGap(root, each)),
    ...pinningsOf(root).filter(({ state }) => state === 'loose').map(moduleGap),
    ...(lockedElsewhere && root.lock.kind === 'absent' ? [] : lockGap(root)),
  ];
  const unlisted = loose.filter(({ listed }) => !listed);
  // A folder has one list of providers, so what is missing from it is written at once.
  const [first, ...others] = gaps;
  const written = settingsFix(root, unlisted);
  return first === undefined || written === undefined ? gaps : [{ ...first, fix: first.fix === '' ? written : `${written}\n${first.fix}` }, ...others];
}

const programVersion = 'required_version = ">= 1.11, < 2.0"';

function programGap(root: Root): Gap {
  const settings = settingsBlock(root);
  const fix = settings?.kind === 'terraform' ? `Write at the beginning of the ${code('terraform')} block of ${code(settings.path)}:${block(programVersion, 'hcl')}` : '';
  return { lack: 'names no Terraform version', at: placeOfSettings(root), fix, reproduce: `grep -qE '"?required_version"?[[:space:]]*[=:]' ${codeOf(root)}` };
}

const placeOfSettings = (root: Root): Location => {
  const settings = settingsBlock(root);
  return settings === undefined ? { path: root.path } : { path: settings.path, line: settings.line };
};

/** The list of providers as it has to begin, or as it goes on; with it the block of settings where there is none. */
function settingsFix(root: Root, unlisted: readonly Requirement[]): string | undefined {
  const settings = settingsBlock(root);
  const entries = unlisted.map((each) => entryFor(root, each).map((line) => `  ${line}`).join('\n'));
  const providers = entries.length === 0 ? [] : [`required_providers {\n${entries.join('\n')}\n}`];
  if (settings?.kind !== 'terraform') {
    const body = [...(namesTerraformVersion(root) ? [] : [programVersion]), ...providers].join('\n\n').replaceAll(/^(?=.)/gm, '  ');
    return body === '' ? undefined : `Write in ${code(pathIn(root, 'versions.tf'))}:${block(`terraform {\n${body}\n}`, 'hcl')}`;
  }
  if (providers.length === 0) return undefined;
  const hasList = settings.instances.some((each) => valueOf(each, 'required_providers') !== undefined);
  const place = `the ${code('terraform')} block of ${code(settings.path)}`;
  return hasList ? `Add to ${code('required_providers')} in ${place}:${block(unlisted.map((each) => entryFor(root, each).join('\n')).join('\n'), 'hcl')}` : `Write in ${place}:${block(providers.join('\n'), 'hcl')}`;
}

const entryFor = (root: Root, { name, source }: Requirement): readonly string[] => [`${name} = {`, `  source  = "${source}"`, `  version = "${constraintFor(root, source)}"`, '}'];

function providerGap(root: Root, requirement: Requirement): Gap {
  const { source, name, at, listed } = requirement;
  const opening = `"?${name.replaceAll(/[^\w-]/g, '.')}"?[[:space:]]*[=:][[:space:]]*\\{`;
  return {
    lack: `sets no version of ${code(source)}`,
    at,
    fix: listed ? `Make the entry of ${code(name)} in ${code(at.path)}, line ${at.line ?? 1}, read:${block(entryFor(root, requirement).join('\n'), 'hcl')}` : '',
    // The constraint may also be written in the module that needs the provider.
    reproduce: `cat ${codeOf(root)}${at.path.includes('/') ? ` ${shellPath(at.path)}` : ''} | grep -A4 -E ${shellWord(opening)} | grep -q version`,
  };
}

/** Of what is locked, the minor version and later ones of the same major. */
function constraintFor({ lock }: Root, source: string): string {
  const locked = lock.kind === 'present' ? lock.providers.find((each) => canonicalSource(each.source) === source)?.version : undefined;
  const minor = /^\d+\.\d+/.exec(locked ?? '')?.[0];
  return minor === undefined ? (suggestedProviders.get(source) ?? '~> <major>.<minor>') : `~> ${minor}`;
}

function moduleGap({ address, source, at, from }: Pinning): Gap {
  const name = source.split('//')[0] ?? source;
  const place = `In ${code(at.path)}, line ${at.line ?? 1}`;
  const pattern = source.split('?')[0] ?? source;
  if (from === 'registry') {
    return {
      lack: `sets no bounded version of ${code(address)}`,
      at,
      fix: `${place}, write under the ${code('source')} of ${code(address)}:${block(`version = "${suggestedModules.get(name) ?? '~> <major>.<minor>'}"`, 'hcl')}`,
      reproduce: `grep -A3 -F ${shellWord(`"${source}"`)} ${shellPath(at.path)} | grep -E '"?version"?[[:space:]]*[=:]' | grep -qE '"(=|~>|<=?)?[[:space:]]*v?[0-9]|,[[:space:]]*(~>|<)'`,
    };
  }
  const pinned = from === 'git' ? `${pattern}?ref=<tag or commit>` : `${pattern}?checksum=sha256:<digest>`;
  return {
    lack: `takes ${code(address)} from wherever its source stands`,
    at,
    fix: `${place}, write:${block(`source = "${pinned}"`, 'hcl')}`,
    reproduce: `grep -F ${shellWord(pattern)} ${shellPath(at.path)} | grep -qE '[?&](ref|checksum)=' && ! grep -F ${shellWord(pattern)} ${shellPath(at.path)} | grep -qE 'ref=(main|master|HEAD)'`,
  };
}

function lockGap(root: Root): readonly Gap[] {
  const path = pathIn(root, '.terraform.lock.hcl');
  const commands = [`${commandIn(root)} init -backend=false`, `${commandIn(root)} providers lock -platform=linux_amd64 -platform=darwin_arm64`, `git add -f ${shellPath(path)}`];
  const fix = `Make the lock file of ${code(folderName(root))} and commit it:${block(commands.join('\n'), 'sh')}`;
  if (root.lock.kind === 'absent') return [{ lack: 'has no lock file', at: placeOfSettings(root), fix, reproduce: `test -s ${shellPath(path)}` }];
  const { lock } = root;
  const locked = new Set(lock.providers.map(({ source }) => canonicalSource(source)));
  const missing = requirementsOf(root).filter(({ source }) => !locked.has(source)).map(({ source }) => source);
  if (missing.length === 0) return [];
  const reproduce = missing.map((source) => `grep -qF ${shellWord(`${source}"`)} ${shellPath(lock.path)}`).join(' && ');
  return [{ lack: `locks no ${list(missing.map(code))}`, at: { path: lock.path, line: 1 }, fix, reproduce }];
}

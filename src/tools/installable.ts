import type { ProgramName } from './lock.ts';

/** What docc can bring to a machine by itself, with the tier that asks for it first. Docker needs an administrator. */
export const tierPrograms = { source: ['hadolint', 'helm'], image: ['trivy'], cluster: ['kind', 'kubectl'] } as const satisfies Readonly<Record<string, readonly ProgramName[]>>;

export const installableTiers = ['source', 'image', 'cluster'] as const;
export const installable = [...tierPrograms.source, ...tierPrograms.image, ...tierPrograms.cluster] as const;
/** What can be asked for. */
export const named = [...installableTiers, ...installable] as const;

export type Installable = (typeof installable)[number];

/** The programs of tiers and of all below them, and those named themselves, each once. */
export function programsOf(asked: readonly (typeof named)[number][]): readonly Installable[] {
  const wanted = asked.flatMap((each): readonly Installable[] => {
    const tier = installableTiers.findIndex((name) => name === each);
    return tier === -1 ? installable.filter((name) => name === each) : installableTiers.slice(0, tier + 1).flatMap((name) => tierPrograms[name]);
  });
  return installable.filter((name) => wanted.includes(name));
}

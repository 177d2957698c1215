import type { ImageBuildFacts } from '../../src/collect/image/build/section.ts';
import { fewestPrograms, type ImageLayoutFacts } from '../../src/collect/image/layout/section.ts';
import { shellWord } from '../../src/evidence/shell-word.ts';
import { fail, type Judgement, type Location } from '../../src/grade/judgement.ts';
import { code, list } from '../../src/grade/markdown.ts';
import { onFiles } from './built-image.ts';

/** Whoever takes the list of packages away keeps the packages. */
export function hiddenPackages(build: ImageBuildFacts, { databases }: ImageLayoutFacts, at: Location): Judgement | undefined {
  const hiding = databases && (taken(databases.gone) ?? (databases.unlisted ? unlisted : undefined));
  if (hiding === undefined) return undefined;
  const { observed, fix, holds } = hiding;
  return fail({
    expected: 'an image that lists the packages that are in it, for scanners to read',
    observed,
    at,
    fix,
    reproduce: onFiles(build, `docker export "$made" | tar t | ${holds}`),
  });
}

/** `holds`: a command that succeeds where the files of the image, on its standard input, hide nothing. */
type Hiding = { readonly observed: string; readonly fix: string; readonly holds: string };

function taken(gone: readonly string[]): Hiding | undefined {
  const [first] = gone;
  return first === undefined ? undefined : {
    observed: `a layer takes ${list(gone.slice(0, 3).map(code))} away, which ${gone.length === 1 ? 'lists' : 'list'} packages of the layers before`,
    fix: `Leave ${code(first)} where it is: a smaller image comes of a smaller base, such as \`scratch\` or distroless.`,
    holds: `grep -qxF ${shellWord(first.slice(1))}`,
  };
}

const database = '^(var/lib/dpkg/status(|[.]d/.*)|(usr/)?lib/apk/db/installed|(var/lib|usr/lib/sysimage)/rpm/.+|var/lib/pacman/local/.+)$';

const unlisted: Hiding = {
  observed: "a distribution's programs are in it, and no list of its packages",
  fix: 'Copy the list of packages along with them (of Debian `/var/lib/dpkg`, of Alpine `/lib/apk/db`), or build on an image that is small by itself: `scratch`, distroless.',
  // Whoever follows the fix has either a list or no distribution.
  holds: `awk '$0 ~ "${database}" { listed = 1 } $0 ~ "^(usr/)?s?bin/[^/]+$" { programs += 1 } END { exit !(listed || programs < ${fewestPrograms}) }'`,
};

import type { ImageBuildFacts } from '../../src/collect/image/build/section.ts';
import { fewestPrograms, type ImageLayoutFacts } from '../../src/collect/image/layout/section.ts';
import { shellWord } from '../../src/evidence/shell-word.ts';
import { fail, type Judgement, type Location } from '../../src/grade/judgement.ts';
import { code, list } from '../../src/grade/markdown.ts';
import { onFiles } from './built-image.ts';

/** Whoever takes the list of packages away keeps the packages. */
export function hiddenPackages(build: ImageBuildFacts, { databases }: ImageLayoutFacts, at: Location): Judgement | undefined {
  if (databases === undefined || (databases.gone.length === 0 && !databases.unlisted)) return undefined;
  const [first] = databases.gone;
  return fail({
    expected: "an image that lists the packages that are in it, for scanners to read",
    observed: first === undefined ? "a distribution's programs are in it, and no list of its packages" : `a layer takes ${list(databases.gone.slice(0, 3).map(code))} away, which ${databases.gone.length === 1 ? 'lists' : 'list'} packages of the layers before`,
    at,
    fix: first === undefined ? 'Copy the list of packages along with them (of Debian `/var/lib/dpkg`, of Alpine `/lib/apk/db`), or build on an image that is small by itself: `scratch`, distroless.' : `Leave ${code(first)} where it is: a smaller image comes of a smaller base, such as \`scratch\` or distroless.`,
    reproduce: onFiles(build, `docker export "$made" | tar t | ${first === undefined ? listedOrSmall : `grep -qxF ${shellWord(first.slice(1))}`}`),
  });
}

const database = '^(var/lib/dpkg/status(|[.]d/.*)|(usr/)?lib/apk/db/installed|(var/lib|usr/lib/sysimage)/rpm/.+|var/lib/pacman/local/.+)$';

/** Whoever follows the fix has either a list or no distribution. */
const listedOrSmall = `awk '$0 ~ "${database}" { listed = 1 } $0 ~ "^(usr/)?s?bin/[^/]+$" { programs += 1 } END { exit !(listed || programs < ${fewestPrograms}) }'`;

import { own } from '../evidence/own.ts';
import type { Challenge } from './challenge.ts';
import type { CheckResult, Growth } from './report.ts';
import { sumPoints } from './score.ts';

/** The first few pages only: a list that nobody finishes teaches nothing. */
const mostReading = 4;

/** Skills by points lost, with what to read next: the skill's own page, then those of the checks that were lost. */
export function growthOf(checks: readonly CheckResult[], skills: Challenge['skills']): Growth[] {
  const lost = checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'blocked');
  const names = [...new Set(lost.flatMap((check) => check.skills))];
  return names.map((skill) => growthIn(skill, lost, skills)).sort((a, b) => b.lost - a.lost || (a.skill < b.skill ? -1 : 1));
}

function growthIn(skill: string, lost: readonly CheckResult[], skills: Challenge['skills']): Growth {
  const mine = lost.filter((check) => check.skills.includes(skill));
  const known = own(skills, skill);
  const pages = [...(known === undefined ? [] : [known.read]), ...mine.map(({ docs }) => docs)];
  return {
    skill,
    title: known?.title ?? skill,
    lost: sumPoints(mine.map(({ possible }) => possible)),
    checks: mine.map(({ id }) => id),
    read: [...new Set(pages)].slice(0, mostReading),
  };
}

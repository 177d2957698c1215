import type { Safety } from './credentials.ts';
import { recordsDigest } from './digest-record.ts';
import { digestOf } from './external-images.ts';
import { block, code } from '../../src/grade/markdown.ts';
import type { Publishing } from './publication.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';

type Asked = Publishing['asked'][number];

/** What stands in the event itself can be true of it; what the repository's settings hold is not in the files. */
export function triggerOf({ push }: Asked): Safety {
  const { trigger, path } = push.job;
  const { certainty } = push;
  if (!/^pull_request(_target)?$/.test(trigger.event) || certainty.kind === 'no') return { kind: 'safe' };
  if (certainty.kind === 'perhaps' && !certainty.because.startsWith('github.')) return { kind: 'unclear', at: push.at, because: certainty.because };
  return {
    kind: 'unsafe',
    at: push.at,
    observed: `it is pushed on ${code(trigger.event)} too`,
    fix: `Write in the job or step that pushes:${block(notForPullRequests, 'yaml')}\nOr take ${code(`${trigger.event}:`)} out of \`on:\` (line ${trigger.line}).`,
    reproduce: `{ ! grep -E '^[^#]*pull_request(_target)? *(:|,|]|$)' ${shellPath(path)} || grep -F "github.event_name != 'pull_request'" ${shellPath(path)}; }`,
  };
}

const notForPullRequests = "if: github.event_name != 'pull_request' && github.event_name != 'pull_request_target'";

export function recordOf({ push, to }: Asked): Safety {
  if (recordsDigest(push)) return { kind: 'safe' };
  return {
    kind: 'unsafe',
    at: push.at,
    observed: 'the digest of what was pushed is kept nowhere',
    fix: push.line === undefined ? keepOutput(push) : keepInspected(to.name),
    reproduce: `grep -E 'digest|metadata-file|attest|cosign|imagetools inspect' ${shellPath(push.at.path)}`,
  };
}

function keepOutput({ live, job }: Asked['push']): string {
  const id = live?.step.id;
  const output = `outputs:\n  digest: \${{ steps.${id ?? 'push'}.outputs.digest }}`;
  return `${id === undefined ? 'Write `id: push` in the step that pushes, and in' : 'Write in'} the job ${code(job.job.id)}:${block(output, 'yaml')}`;
}

function keepInspected(name: string): string {
  const command = `${digestOf(name)} >> "$GITHUB_STEP_SUMMARY"`;
  return `Write behind the push, in the same script and with the tag that it pushes:${block(command, 'sh')}`;
}

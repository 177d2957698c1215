import pLimit from 'p-limit';
import type { Fault } from '../../evidence/observation.ts';
import type { HelmAnswer, HelmRequest, HelmStage, HelmTemplateRequest } from '../../tools/helm.ts';
import type { Files } from './files.ts';

/** Helm itself broke: no fault of any chart. */
export class HelmBroke extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

export type Answer = Exclude<HelmAnswer, { kind: 'fault' }> | { readonly kind: 'given-up' };

type Asked<Request> = Omit<Request, 'kubernetes'>;

/** Helm on the staged charts, a few runs at a time. Throws HelmBroke. */
export type Runs = {
  readonly files: Files;
  readonly template: (request: Asked<HelmTemplateRequest>) => Promise<Answer>;
  readonly lint: (request: Asked<HelmRequest>) => Promise<Answer>;
};

/** Spent on runs that came to a limit: what a hostile submission costs beside the rest. Two run at a time. */
const mostWastedMs = 80_000;

export function runsOn(stage: HelmStage, files: Files, kubernetes: string): Runs {
  const limit = pLimit(2);
  const stuck = new Map<string, string>();
  let wastedMs = 0;
  const bounded = (chart: string, run: () => Promise<HelmAnswer>): Promise<Answer> =>
    limit(async () => {
      // A chart that has once taken all its time would take it again.
      const before = stuck.get(chart);
      if (before !== undefined) return { kind: 'overwhelmed', how: before };
      if (wastedMs >= mostWastedMs) return { kind: 'given-up' };
      const began = performance.now();
      const answer = await run();
      if (answer.kind === 'fault') throw new HelmBroke(answer.fault);
      if (answer.kind === 'overwhelmed') {
        stuck.set(chart, answer.how);
        wastedMs += performance.now() - began;
      }
      return answer;
    });
  return {
    files,
    template: (request) => bounded(request.chart, () => stage.template({ ...request, kubernetes })),
    lint: (request) => bounded(request.chart, () => stage.lint({ ...request, kubernetes })),
  };
}

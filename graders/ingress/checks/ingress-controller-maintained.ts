import { chart } from '../../../src/collect/chart/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { terraform } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, trouble, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import type { Controller } from '../../../src/manifests/controllers.ts';
import { installed } from '../installed.ts';
import { replacement } from '../replacements.ts';

export default check({
  id: 'ingress-controller-maintained',
  title: 'The controller is a maintained project',
  needs: { terraform, chart, manifests },
  after: ['ingress-controller-installed'],
  weight: 1,
  level: 'senior',
  skills: ['kubernetes.ingress'],
  why: 'The controller is what the whole internet talks to. In a project that nobody maintains the next hole stays open, and the day it has to be replaced is chosen by somebody else.',
  docs: 'https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/',
  discuss: {
    topic: 'cloud-native',
    passed: 'You chose {observed}. What did you look at before you trusted a project with the front door?',
    failed: '{observed}. How would you move a hundred teams to another controller without an outage?',
  },
  judge: (facts, _, asOf) => verdictOf('a controller that gets fixes', installed(facts).map((each) => ofController(each, asOf))),
});

function ofController(controller: Controller, asOf: string): Finding {
  const { product, by, at } = controller;
  const { ended } = product;
  if (ended === undefined || ended.on > asOf) return fine(`${product.name} (${code(by)})`);
  return trouble({ observed: `${code(by)} installs ${product.name}: ${ended.because}`, at, ...replacement(controller) });
}

import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { verdictOf } from '../../../src/grade/findings.ts';
import { validityOf, validObjects } from '../validity.ts';

export default check({
  id: 'manifests-valid',
  title: 'Every object is valid for the Kubernetes version',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'junior',
  skills: ['kubernetes.objects'],
  why: 'A field that is misspelt is refused, or dropped without a word and never does what it says. An API that is gone is refused at the next upgrade, when nobody remembers the file.',
  docs: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  judge: ({ manifests }, settings) => verdictOf(validObjects(manifests), validityOf(manifests, settings)),
});

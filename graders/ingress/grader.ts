import { grader } from '../../src/grade/grader.ts';

export default grader({
  id: 'ingress',
  title: 'Configure and install an ingress traffic controller',
  roots: ['ingress-controller-installed', 'route-declared'],
});

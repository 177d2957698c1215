import { grader } from '../../src/grade/grader.ts';

export default grader({
  id: 'secure-pod',
  title: 'Deploy the server to a secure Pod in its own namespace',
  roots: ['workload-declared'],
});

import { grader } from '../../src/grade/grader.ts';
import account from './remarks/account.ts';
import configuration from './remarks/configuration.ts';
import metrics from './remarks/metrics.ts';
import scaling from './remarks/scaling.ts';

export default grader({
  id: 'secure-pod',
  title: 'Deploy the server to a secure Pod in its own namespace',
  roots: ['workload-declared'],
  remarks: [account, metrics, scaling, configuration],
});

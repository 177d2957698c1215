import { grader } from '../../src/grade/grader.ts';
import programs from './remarks/programs.ts';

export default grader({
  id: 'eks-cluster',
  title: 'Configure and deploy an EKS cluster',
  roots: ['eks-cluster-declared'],
  remarks: [programs],
});

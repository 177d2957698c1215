import { grader } from '../../src/grade/grader.ts';

export default grader({
  id: 'eks-cluster',
  title: 'Configure and deploy an EKS cluster',
  roots: ['eks-cluster-declared'],
});

import { grader } from '../../src/grade/grader.ts';

export default grader({
  id: 'dns-record',
  title: 'Configure the DNS record in Route 53',
  roots: ['record-declared', 'zone-known'],
});

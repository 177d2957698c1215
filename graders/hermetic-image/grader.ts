import { grader } from '../../src/grade/grader.ts';

export default grader({
  id: 'hermetic-image',
  title: 'Containerize the Go server as a hermetic image and publish it',
  roots: ['dockerfile-parses'],
});

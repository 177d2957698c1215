import { prove } from '../../../test/prove.ts';
import podSeccomp from './pod-seccomp.ts';

await prove(import.meta.url, podSeccomp);

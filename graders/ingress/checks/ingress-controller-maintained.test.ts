import { prove } from '../../../test/prove.ts';
import ingressControllerMaintained from './ingress-controller-maintained.ts';

await prove(import.meta.url, ingressControllerMaintained);

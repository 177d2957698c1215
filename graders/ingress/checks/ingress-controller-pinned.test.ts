import { prove } from '../../../test/prove.ts';
import ingressControllerPinned from './ingress-controller-pinned.ts';

await prove(import.meta.url, ingressControllerPinned);

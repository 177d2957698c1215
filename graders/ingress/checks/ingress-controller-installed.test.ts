import { prove } from '../../../test/prove.ts';
import ingressControllerInstalled from './ingress-controller-installed.ts';

await prove(import.meta.url, ingressControllerInstalled);

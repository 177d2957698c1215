import { prove } from '../../../test/prove.ts';
import podNonRoot from './pod-non-root.ts';

await prove(import.meta.url, podNonRoot);

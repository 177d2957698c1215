import { prove } from '../../../test/prove.ts';
import labelsRecommended from './labels-recommended.ts';

await prove(import.meta.url, labelsRecommended);

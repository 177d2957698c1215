import { prove } from '../../../test/prove.ts';
import manifestsValid from './manifests-valid.ts';

await prove(import.meta.url, manifestsValid);

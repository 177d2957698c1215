import { prove } from '../../../test/prove.ts';
import routeDeclared from './route-declared.ts';

await prove(import.meta.url, routeDeclared);

import { prove } from '../../../test/prove.ts';
import routeClassProvided from './route-class-provided.ts';

await prove(import.meta.url, routeClassProvided);

import { prove } from '../../../test/prove.ts';
import nodesImds from './nodes-imds.ts';

await prove(import.meta.url, nodesImds);

import { prove } from '../../../test/prove.ts';
import eksVersionSupported from './eks-version-supported.ts';

await prove(import.meta.url, eksVersionSupported);

import { prove } from '../../../test/prove.ts';
import eksEndpointRestricted from './eks-endpoint-restricted.ts';

await prove(import.meta.url, eksEndpointRestricted);

import { prove } from '../../../test/prove.ts';
import ownServiceAccount from './own-service-account.ts';

await prove(import.meta.url, ownServiceAccount);

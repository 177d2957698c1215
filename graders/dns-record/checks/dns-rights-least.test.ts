import { prove } from '../../../test/prove.ts';
import dnsRightsLeast from './dns-rights-least.ts';

await prove(import.meta.url, dnsRightsLeast);

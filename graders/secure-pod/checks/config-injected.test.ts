import { prove } from '../../../test/prove.ts';
import configInjected from './config-injected.ts';

await prove(import.meta.url, configInjected);

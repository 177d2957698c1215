import { prove } from '../../../test/prove.ts';
import terraformNoSecrets from './terraform-no-secrets.ts';

await prove(import.meta.url, terraformNoSecrets);

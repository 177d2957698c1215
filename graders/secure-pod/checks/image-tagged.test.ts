import { prove } from '../../../test/prove.ts';
import imageTagged from './image-tagged.ts';

await prove(import.meta.url, imageTagged);

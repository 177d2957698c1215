import { ofImages, proveImages } from './image-mutants.ts';

await proveImages(ofImages);

import { nameOf } from './image-paths.ts';
import { runtimeImages } from './knowledge/runtime-images.ts';
import { toolchainImages } from './knowledge/toolchains.ts';

const untagged = (text: string): string => text.replace(/@.*$/, '').replace(/:[^/]*$/, '');

export const isToolchain = (text: string): boolean => toolchainImages.has(nameOf(untagged(text)));

/** An image that many build on and that holds neither the server nor its source. */
export const isPlain = (text: string): boolean => isToolchain(text) || runtimeImages.test(untagged(text));

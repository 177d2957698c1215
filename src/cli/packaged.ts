#!/usr/bin/env node
import './interpreted.ts';
import { join } from 'node:path';
import { findGraders } from '../catalogue/find.ts';
import { graders } from '../catalogue/registry.ts';
import { docc } from './docc.ts';
import { home } from './version.ts';
import { realWorld } from './world.ts';

// In a package docc's own graders are compiled elsewhere than beside the challenge; those of others are still folders.
const world = realWorld(async (root, wanted) => (root === join(home, 'graders') ? graders : await findGraders(root, wanted)));
process.exitCode = await docc(process.argv.slice(2), world);
